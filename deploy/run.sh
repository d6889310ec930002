#!/bin/sh
# What `make run` and `make dev` do once the environment is installed.
#   deploy/run.sh        the site as production serves it, on SQLite
#   deploy/run.sh dev    the auto-reloading development server
# A variable that is already set in the environment is left as it is.
set -eu
cd "$(dirname "$0")/.."
mode=${1:-run}
manage=".venv/bin/python manage.py"

new_secret_key() {
    .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))'
}

mkdir -p var/mail var/media
chmod 700 var

if [ "$mode" = dev ]; then
    : "${DEBUG:=1}"
else
    : "${DEBUG:=0}"
fi
if [ -z "${SECRET_KEY:-}" ]; then
    [ -s var/secret_key ] || (umask 077 && new_secret_key >var/secret_key)
    SECRET_KEY=$(cat var/secret_key)
fi
: "${ALLOWED_HOSTS:=localhost,127.0.0.1,[::1]}"
: "${HTTPS_ONLY:=0}"
: "${STAFF_SECOND_FACTOR:=0}"
: "${EMAIL_URL:=filemail:///$PWD/var/mail}"
: "${PORT:=8000}"
: "${BIND:=127.0.0.1:$PORT}"
# Where TLS stands before the application, the site's address is another than the port's.
[ "$HTTPS_ONLY" != 0 ] || : "${SITE_ADDRESS:=http://$BIND}"
export DEBUG SECRET_KEY ALLOWED_HOSTS HTTPS_ONLY STAFF_SECOND_FACTOR EMAIL_URL PORT BIND
[ -z "${SITE_ADDRESS:-}" ] || export SITE_ADDRESS

.venv/bin/python deploy/port_free.py "$BIND"

address=http://$BIND
[ "$mode" = dev ] || $manage collectstatic --noinput --verbosity 0 --ignore rest_framework
$manage migrate --noinput --verbosity 0
$manage load_prospera
$manage create_first_admin --address "$address/admin/"

[ "$STAFF_SECOND_FACTOR" != 0 ] ||
    echo "Here the password alone opens the desk; STAFF_SECOND_FACTOR=1 asks for a code as well."

# Has a worker of a queue at all times: one that has died is followed by another, which goes on with
# its work.
keep_working() {
    worker=
    trap 'kill ${worker:+"$worker"} 2>/dev/null; wait; exit 0' TERM
    while :; do
        [ "$1" != imports ] || $manage resume_imports || :
        $manage db_worker --queue-name "$1" --verbosity 0 --interval 2 &
        worker=$!
        wait "$worker" || :
        worker=
        sleep 2 &
        wait $!
        echo "The worker had ended: it is started again." >&2
    done
}

# The workers and the server begin and end together. Imports take long: nothing waits for them.
keep_working default &
worker=$!
keep_working imports &
importer=$!
if [ "$mode" = dev ]; then
    $manage runserver "$BIND" &
else
    .venv/bin/gunicorn --config deploy/gunicorn.conf.py &
fi
server=$!
trap 'kill "$server" "$worker" "$importer" 2>/dev/null; wait' EXIT
trap 'exit 0' INT TERM
echo "ProsperA is at $address/ (French: $address/fr/, Spanish: $address/es/). Ctrl-C stops it."
wait "$server"
