import sys,os,time
sys.path.insert(0,'tests')
from published import *
import tempfile
from pathlib import Path
import pyoxigraph as ox
from parley.store import Snapshots, copy_store
p=Path(tempfile.mkdtemp())/'s'
n=publish(p)
f=p/'snapshots'/n
print(os.stat(f).st_mtime, time.time(), os.listdir(f))
time.sleep(1.2)
s=ox.Store.read_only(str(f)); list(s.quads_for_pattern(None,None,None)); del s
print(os.stat(f).st_mtime, os.listdir(f))
q=p.parent/'t'
m=copy_store(p,q)
print(os.stat(m.path).st_mtime)
s=Snapshots(p)
t=time.perf_counter()
for _ in range(1000): s.current()
print((time.perf_counter()-t)*1000,'us')
t=time.perf_counter()
for _ in range(1000): s.current().path.stat().st_mtime
print((time.perf_counter()-t)*1000,'us')
