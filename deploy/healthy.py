"""Whether the bot in this container is well, for Docker: ends with 0 or 1, and says what is wrong."""

import sys
from urllib.error import HTTPError
from urllib.request import urlopen


def main() -> int:
    try:
        answer = urlopen("http://127.0.0.1:9464/healthz", timeout=4)
    except HTTPError as unwell:
        answer = unwell
    except OSError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    with answer:
        sys.stdout.write(answer.read().decode())
        return int(answer.status != 200)


if __name__ == "__main__":
    sys.exit(main())
