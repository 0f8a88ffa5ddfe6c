# Forgets to wait for its child: a zombie.
sleep 0.01 &
exec sleep 100000
