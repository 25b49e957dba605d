from pathlib import Path
from sqlmodel import select
from directory.store.tables import *
def test_a(day_two: Path, store_at, tmp_path):
    import shutil
    shutil.copytree(day_two, '/tmp/np_day2', dirs_exist_ok=True)
    with store_at(day_two / "needleproof.db", tmp_path) as store:
        p=store.rebuild()
        print(p)
