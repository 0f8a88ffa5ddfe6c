// Leaks: sessions are opened and never closed. Ends with its input.
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

public class Leak {
  private static final int MOST_KEPT = 100_000;

  static final class Session {
    final long opened = System.currentTimeMillis();
    final byte[] buffer = new byte[1500];
  }

  private static final List<Session> sessions = new ArrayList<>();

  public static void main(String[] arguments) throws IOException {
    Thread opener = new Thread(Leak::open, "opens-sessions");
    opener.setDaemon(true);
    opener.start();
    System.out.println("leaks 1.5 MB a second: Leak$Session");
    while (System.in.read() >= 0) {
      // Nothing is said to it.
    }
    System.exit(0);
  }

  private static void open() {
    try {
      while (true) {
        for (int i = 0; i < 100; i++) {
          sessions.add(new Session());
        }
        if (sessions.size() > MOST_KEPT) {
          sessions.clear();
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
