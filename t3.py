import sys
sys.path.insert(0,'/tmp/w/h4/tests')
exec(open('/tmp/w/me/t2.py').read().split("for q in")[0])
import re
qs=eval("["+re.search(r"for q in \[(.*)\]:",open('/tmp/w/me/t2.py').read(),re.S)[1]+"]")
from parley.store.gate import check
from parley.store.syntax import parse, Wrong
from parley.store.grammar import sparql
import time
t=time.perf_counter(); g=sparql(); print("table",time.perf_counter()-t, len(g.table))
for q in qs:
    try: c=check(q)
    except Exception as e: print("GATE",repr(q),e.message); continue
    r=parse(q,c.tokens)
    if isinstance(r,Wrong): print(repr(q),'\n   ',r.offset+1,r.found,r.expected)
    else: print("PARSED",q)
from pathlib import Path
from recipes import rows
good=[r[-1] for r in rows("accept.tsv")]+[p.read_text() for p in Path('/tmp/w/h4/ontology/questions').glob('*.rq')]+[p.read_text() for p in Path('/tmp/w/h4/service/parley/web/queries').glob('*.rq')]
for q in good:
    c=check(q); r=parse(q,c.tokens)
    if isinstance(r,Wrong): print("BAD",q[:300],r)
q=Path('/tmp/w/h4/ontology/questions/01-who-met-whom.rq').read_text()
t=time.perf_counter()
for _ in range(100): c=check(q)
print("check ms",(time.perf_counter()-t)*10, len(c.tokens), len(q))
t=time.perf_counter()
for _ in range(100): parse(q,c.tokens)
print("parse ms",(time.perf_counter()-t)*10)
q="PREFIX : <https://w3id.org/parley/ontology#> SELECT ?e { ?e a :Call ; :participant ?x }"
t=time.perf_counter()
for _ in range(1000): c=check(q)
print("check ms",(time.perf_counter()-t), len(c.tokens), len(q))
