"""Prints medians of what run.sh measured, and EdgeDaemon's beside each. usage: table.py RESULTS.jsonl"""
import collections
import json
import statistics
import sys

COLUMNS = [('fps', 'frames/s'), ('cpu_ms_per_frame', 'CPU ms/frame'), ('p50_ms', 'p50 ms'), ('p99_ms', 'p99 ms'), ('rss_mib', 'RSS MiB')]
rounds = collections.defaultdict(list)
versions = {}
for line in open(sys.argv[1], encoding='utf-8'):
    run = json.loads(line)
    result = run['result']
    if 'live' in result:  # ours: both processes
        versions[run['name']] = f"{result['engine']}; {result['machine']['processor']} ({result['machine']['flags']})"
        result = result['live'] | {'rss_mib': result['live']['rss_mib'] + result['live']['publisher_rss_mib']}
    else:
        versions[run['name']] = result['versions']
    rounds[run['group'], run['name']].append(result)

print('| | | ' + ' | '.join(title for _, title in COLUMNS) + ' | frames/s of edgedaemon ÷ its | CPU a frame of edgedaemon ÷ its |')
print('|---|---|' + '---:|' * (len(COLUMNS) + 2))
for (group, name), runs in rounds.items():
    own = rounds[group, 'edgedaemon']
    # Round by round: what disturbs the machine disturbs both.
    ratios = [statistics.median(mine[key] / its[key] for mine, its in zip(own, runs)) for key in ('fps', 'cpu_ms_per_frame')]
    cells = [f'{statistics.median(run[key] for run in runs):.1f}' for key, _ in COLUMNS] + [f'{ratio:.2f}' for ratio in ratios]
    print(f'| {group} | {name} | ' + ' | '.join(cells) + ' |')
print()
for name, text in versions.items():
    print(f'- {name}: {text}')
print(f'- medians of {max(map(len, rounds.values()))} rounds; latency is from the moment a picture is due until its label is handed over')
