// Everything that the pages say, in one place.
export const texts = {
  pages: { now: 'Now', zones: 'Zones', events: 'Events', models: 'Models', device: 'Device', privacy: 'Privacy', config: 'Configuration' },
  connecting: 'Connecting …', lost: 'No connection to the console; trying again.', loading: 'Loading …', none: 'Nothing yet.',
  status: {
    1: 'as it is', 2: 'people are masked', 3: 'all of it is masked: no model says where people are, or it has not looked yet',
    4: 'No picture now: the camera is starting, paused, private or away.', 5: 'The configuration says that nobody looks here (privacy: {console: never}).',
    6: 'The vision process does not know this camera yet; it takes a restart.', 7: 'Too many look already.', 9: 'The vision process is not there.',
  },
  live: {
    watched: 'That you look is written to the journal.', counts: 'Counts', nothing: 'nothing counted', fps: 'frames/s', latency: 'latency', p50: 'median', p99: '99 of 100 below', privacy: 'leaves the device',
    inferred: 'looked at', gated: 'held back', paused: 'paused', chart: 'Frames per second, and latency in ms (median, 99th percentile), in the last records', stop: 'Stop looking', start: 'Look',
  },
  zones: {
    camera: 'Camera', add: 'Add', area: 'zone', line: 'line', mask: 'mask (not looked at)', privacy: 'privacy mask (painted black)', name: 'Name', remove: 'Remove', corner: 'Corner',
    help: 'Drag corners, or choose one with Tab and move it by arrow keys (with Shift in larger steps). The small points between corners become new ones; Delete takes a corner away.',
    show: 'Show the change', save: 'Save', unchanged: 'Nothing is changed.', shapes: 'What is drawn',
  },
  events: {
    camera: 'Camera', label: 'Label', all: 'all', what: 'Show', lives: 'events', records: 'all records', time: 'Time', score: 'Best score', zones: 'Zones', lasted: 'For', running: 'still there',
    more: 'Older ones', timeline: 'Events over time, one row a camera', text: 'What', id: 'Record',
  },
  models: { used: 'In use', by: 'by', history: 'Versions', card: 'Model card', installed: 'Installed', rollback: 'Go back to the version before, on the device:' },
  device: {
    machine: 'Machine', temperature: 'Temperature', throttled: 'Held back by', nothing: 'nothing', pressure: 'Waits for a processor', memory: 'Memory in use', uptime: 'Running for',
    newest: 'Newest record', acknowledged: 'The broker has', backlog: 'Still to be sent', check: 'Check the journal', intact: 'The journal is intact.', broken: 'The journal is NOT intact.', unknown: 'not known',
  },
  privacy: { force: 'In force', sent: 'What has left', since: 'since', topics: 'What can leave', kept: 'Kept here', proofs: 'Shown by', looked: 'Who looked', messages: 'messages', bytes: 'bytes', topic: 'Topic' },
  config: {
    file: 'File', save: 'Save', check: 'No errors.', problems: 'Errors', warnings: 'Warnings', line: 'line', conflict: 'Somebody has changed the file meanwhile', mine: 'Keep mine: overwrite theirs with the next save', theirs: 'Take theirs',
    live: 'Takes effect at once', restart: 'Waits for a restart', how: 'sudo systemctl restart edgedaemon-vision edgedaemon-publish', saved: 'Saved.', reloaded: 'The vision process has been told.',
    untold: 'The vision process is not there; it reads the file at its start.', difference: 'What changes',
  },
};
