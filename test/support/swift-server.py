"""An S3 server for tests: OpenStack Swift with its S3 API, all of its parts in one process, on 127.0.0.1 and in one folder.

usage: swift-server.py FOLDER BUCKET ACCESS_KEY SECRET_KEY PORT DAYS

PORT 0 takes a free one. What is there already is made older by DAYS. Prints "listening PORT" when it takes requests, and ends when its standard input does. What is in the folder survives a kill.
"""
import os
import sys
import threading

import eventlet

eventlet.patcher.monkey_patch(thread=False)

from eventlet import listen, spawn, wsgi  # noqa: E402

folder, bucket, access_key, secret_key = sys.argv[1:5]
port, days = int(sys.argv[5]), int(sys.argv[6])
os.makedirs(os.path.join(folder, 'disks', 'one'), exist_ok=True)


def written(name, text):
    """Path of a file of the folder with this content."""
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


# Read while Swift is imported.
written('swift.conf', '[swift-hash]\nswift_hash_path_suffix = carillon\n\n[storage-policy:0]\nname = one\ndefault = yes\n')
import swift.common.utils as utils  # noqa: E402

utils.SWIFT_CONF_FILE = os.path.join(folder, 'swift.conf')
import swift.common.storage_policy as storage_policy  # noqa: E402

utils.validate_hash_conf()
storage_policy.reload_storage_policies()
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.swob import Request  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402
from swift.container.backend import ContainerBroker  # noqa: E402


class Quiet:
    def write(self, *_):
        pass

    def flush(self):
        pass


class Cache:
    """What Swift asks of memcached, which is not here."""

    def __init__(self):
        self.kept = {}

    def set(self, key, value, **_):
        self.kept[key] = value

    def get(self, key, *_, **__):
        return self.kept.get(key)

    def delete(self, key, **_):
        self.kept.pop(key, None)


def with_cache(app):
    cache = Cache()

    def call(environ, start_response):
        environ['swift.cache'] = cache
        return app(environ, start_response)

    return call


def serve(sock, app):
    spawn(wsgi.server, sock, app, Quiet(), log_output=False)


for at, _, names in os.walk(os.path.join(folder, 'disks', 'one', 'containers')):
    for name in names:
        if days and name.endswith('.db'):
            broker = ContainerBroker(os.path.join(at, name))
            broker._commit_puts()
            with broker.get() as db:
                db.execute('drop trigger if exists object_update')
                db.execute("update object set created_at = printf('%016.05f', created_at - ?)", (days * 86400,))
                db.commit()

storage = {}
for kind in ('account', 'container', 'object'):
    sock = listen(('127.0.0.1', 0))
    storage[kind] = sock
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'ip': '127.0.0.1', 'device': 'one', 'meta': '',
                     'port': sock.getsockname()[1], 'replication_ip': '127.0.0.1',
                     'replication_port': sock.getsockname()[1]})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, kind + '.ring.gz'))

common = f'swift_dir = {folder}\ndevices = {folder}/disks\nmount_check = false\nlog_address = {folder}/none\n'
for kind, sock in storage.items():
    conf = written(f'{kind}.conf', f'[DEFAULT]\n{common}\n[pipeline:main]\npipeline = {kind}-server\n\n'
                   f'[app:{kind}-server]\nuse = egg:swift#{kind}\nfallocate_reserve = 0\n')
    serve(sock, loadapp(conf))

account, user = access_key.split(':')


def proxy(name, pipeline):
    """The front of the store, with what stands before it."""
    conf = written(name, f'''[DEFAULT]
{common}
[pipeline:main]
pipeline = {pipeline} proxy-server

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
# Answers take their time on a busy machine, and there is only one node to ask.
node_timeout = 30

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:s3api]
use = egg:swift#s3api
location = us-east-1
storage_domain = store.test
auth_pipeline_check = false
allow_multipart_uploads = false

[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret_key} .admin

[filter:listing_formats]
use = egg:swift#listing_formats

[filter:copy]
use = egg:swift#copy
''')
    return with_cache(loadapp(conf))


made = Request.blank(f'/v1/AUTH_{account}/{bucket}', environ={'REQUEST_METHOD': 'PUT'}).get_response(
    proxy('inner.conf', 'catch_errors'))
assert made.status_int // 100 == 2, made.status
front = listen(('127.0.0.1', port))
serve(front, proxy('proxy.conf', 'catch_errors listing_formats s3api tempauth copy'))


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
print(f'listening {front.getsockname()[1]}', flush=True)
while True:
    eventlet.sleep(3600)
