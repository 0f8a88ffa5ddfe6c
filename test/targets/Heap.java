// A program whose heap is looked at from outside. It does what it is told, a line at a time, and answers each line with
// one of its own when it is done:
//
//   hold BYTES      takes so much more memory and keeps it
//   waste BYTES     takes so much, little by little, and keeps none of it
//   collect         System.gc()
//   threads COUNT   starts so many daemon threads, which wait for ever
//   figures         tells what its own management beans tell, as JSON
//   exit CODE       System.exit()
//   throw           throws what nobody catches
//
// Ends with its input.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

public class Heap {
  private static final int PIECE = 16 * 1024;
  private static final List<byte[]> held = new ArrayList<>();
  private static volatile byte[] last;

  public static void main(String[] args) throws IOException, InterruptedException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    // Whatever telling needs is loaded, so that to tell changes as little as can be.
    figures();
    System.out.println("ready");
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ");
      System.out.println(answer(words[0], words.length > 1 ? Long.parseLong(words[1]) : 0));
    }
  }

  private static String answer(String verb, long amount) throws InterruptedException {
    switch (verb) {
      case "hold":
        for (long left = amount; left > 0; left -= PIECE) held.add(new byte[PIECE]);
        return "done";
      case "waste":
        for (long left = amount; left > 0; left -= PIECE) last = new byte[PIECE];
        return "done";
      case "collect":
        System.gc();
        return "done";
      case "threads":
        start(amount);
        return "done";
      case "figures":
        return figures();
      case "exit":
        System.exit((int) amount);
        return "";
      case "throw":
        throw new IllegalStateException("as told");
      default:
        return "what is \"" + verb + "\"?";
    }
  }

  private static void start(long count) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (long i = 0; i < count; i++) {
      CountDownLatch running = new CountDownLatch(1);
      Thread thread = new Thread(() -> {
        running.countDown();
        try {
          never.await();
        } catch (InterruptedException end) {
          return;
        }
      });
      thread.setDaemon(true);
      thread.start();
      running.await();
    }
  }

  private static String figures() {
    StringBuilder text = new StringBuilder("{\"pools\":[");
    String comma = "";
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      text.append(comma).append("{\"name\":\"").append(pool.getName()).append('"');
      usage(text, "now", pool.getUsage());
      usage(text, "collected", pool.getCollectionUsage());
      text.append('}');
      comma = ",";
    }
    text.append("],\"collectors\":[");
    comma = "";
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.append(comma).append("{\"name\":\"").append(collector.getName()).append('"');
      number(text, "count", collector.getCollectionCount());
      number(text, "timeMs", collector.getCollectionTime());
      text.append('}');
      comma = ",";
    }
    text.append(']');
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    number(text, "threads", threads.getThreadCount());
    number(text, "daemonThreads", threads.getDaemonThreadCount());
    number(text, "threadsStarted", threads.getTotalStartedThreadCount());
    ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    number(text, "classesLoaded", classes.getTotalLoadedClassCount());
    number(text, "classesUnloaded", classes.getUnloadedClassCount());
    number(text, "compilingMs", ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    text.append(",\"version\":\"").append(System.getProperty("java.version")).append("\"}");
    return text.toString();
  }

  private static void usage(StringBuilder text, String key, MemoryUsage usage) {
    if (usage == null) return;
    text.append(",\"").append(key).append("\":{\"used\":").append(usage.getUsed());
    number(text, "committed", usage.getCommitted());
    number(text, "max", usage.getMax());
    text.append('}');
  }

  private static void number(StringBuilder text, String key, long value) {
    text.append(",\"").append(key).append("\":").append(value);
  }
}
