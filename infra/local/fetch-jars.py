"""Downloads artifacts by their coordinates where there is no Maven: one path a line out, for each line in.

Run with the packages of maven-client.requirements.txt on PYTHONPATH. It keeps Maven's own local repository, and
knows no transitive dependencies: jars.lock lists every jar. What comes out is verified by whoever called.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from jgo.maven import MavenContext

context = MavenContext(timeout=60)


def fetch(line):
    group, artifact, version, *kind = line.split(":")
    component = context.project(group, artifact).at_version(version)
    if not kind:
        return component.artifact().resolve()
    packaging, classifier = kind
    return component.artifact(classifier=classifier, packaging=packaging).resolve()


with ThreadPoolExecutor(max_workers=6) as pool:
    for path in pool.map(fetch, sys.stdin.read().split()):
        print(path, flush=True)
