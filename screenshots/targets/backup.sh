# Packs one part after the other, each with processes of its own that have ended before the next sample.
while :; do
  head -c 12000000 /dev/urandom | gzip -1 >part.gz
  sleep 0.3
done
