# Writes a log that is begun anew before it takes room.
while :; do
  head -c 400000 /dev/zero >access.log
  sleep 0.2
done
