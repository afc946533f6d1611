#!/usr/bin/python3
"""The commands on pages and in the help of the programs exist, with the flags that they are given; and the samples that
need nothing but Ringback do run.

    shell_test.py [LABEL...] -- PAGE...    LABELs are what the pages have Bazel build

A page is one session: a folder, and a server at 127.0.0.1:7443 unless the page starts one itself. A word in capitals
(CALLER, LEAD) stands for the name of the newest thing of its kind that the session has seen, SLOT for the next one that
was offered, TOKEN for where an earlier watch ended. A `ringback watch` goes on beside what follows, as in a window of
its own. What builds or installs is not run.
"""

import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import command_help
import samples
import server

# A command that takes longer than this hangs.
PATIENCE_S = 60
# The exit code of a command that cannot be read, or whose request breaks a rule.
USAGE = 2
# Programs that are not ours: what they are given is theirs to judge.
OTHERS = {"apt-get", "baresip", "export", "install", "kamailio", "ldconfig", "twinkle-console"}
# What the tools hand their flags to.
HANDED_ON = {"tools/bench": "tests/bench/driver/main.py"}
# What words in capitals stand for: the collection in a resource name, and the command that lists them.
KINDS = {
    "APPOINTMENT": ("appointments", "appointment"),
    "ATTEMPT": ("attempts", "attempt"),
    "CALL": ("calls", "call"),
    "CALLER": ("callers", "caller"),
    "CONTACT": ("dueContacts", "due"),
    "LEAD": ("leads", "lead"),
    "QUESTION": ("questions", "question"),
}


def place(name):
    """The file that the environment names."""
    return pathlib.Path(os.environ[name]).absolute()


def commands(text):
    """The commands of a block, a line each; a backslash at its end goes on with the next line."""
    lines = text.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def simple_commands(line):
    """The words of each simple command of a line."""
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.commenters = "#"
    words.whitespace_split = True
    found = [[]]
    for word in words:
        if set(word) <= set("&|;()"):
            found.append([])
        elif not (not found[-1] and (re.match(r"\w+=", word) or word == "time")):
            found[-1].append(word)
    return [each for each in found if each]


class Checker:
    """Says what of a command is not there."""

    def __init__(self, labels):
        self.labels = set(labels)
        self.ringback = str(place("RINGBACK"))
        self.ringbackd = str(place("RINGBACKD"))
        self.of_command = command_help.all_commands(self.ringback)
        self.of_all = command_help.flags_in_help(command_help.help_of(self.ringback))

    def complaint(self, line):
        """What is wrong with a command line, or None."""
        for words in simple_commands(line):
            wrong = self._wrong(*words)
            if wrong:
                return wrong
        return None

    def _wrong(self, program, *words):
        flags = {word.partition("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word)}
        if program in ("ringback", "bazel-bin/apps/ringback/ringback"):
            return self._wrong_ringback(words, flags)
        if program in ("ringbackd", "bazel-bin/apps/ringbackd/ringbackd"):
            return self._unknown(flags, command_help.flags_in_help(command_help.help_of(self.ringbackd)), program)
        if program == "bazel":
            named = {word for word in words if word.startswith("//") and not word.endswith("...")}
            return self._unknown(named, self.labels, "this tree")
        if "/" in program and not program.startswith("/"):
            sources = [program, *filter(None, [HANDED_ON.get(program)])]
            if not all(os.path.isfile(source) for source in sources):
                return f"there is no {program}"
            said = "\n".join(pathlib.Path(source).read_text(encoding="utf-8") for source in sources)
            return self._unknown(flags, set(re.findall(r"--[\w-]+", said)), program)
        return None if program in OTHERS else f"there is no program {program}"

    def _wrong_ringback(self, words, flags):
        for first, second in zip(words, [*words[1:], ""]):
            for command in (f"{first} {second}", first):
                if command in self.of_command:
                    return self._unknown(flags, self.of_command[command] | self.of_all, f"ringback {command}")
        # "ringback --help", or a whole group of commands: "ringback caller".
        named = [word for word in words if not word.startswith("-")]
        groups = {command.split()[0] for command in self.of_command}
        if len(named) > 1 or not groups.issuperset(named):
            return f"there is no command ringback {' '.join(words)}"
        return self._unknown(flags, self.of_all, "ringback")

    @staticmethod
    def _unknown(given, known, where):
        unknown = given - known
        return f"{where} has no {', '.join(sorted(unknown))}" if unknown else None


class Session:
    """One page's commands, in a folder of their own. A context manager."""

    def __init__(self, folder):
        self.folder = folder
        self.newest = {}
        self.slots = []
        self.server = None
        self.plain = False  # whether the server is where `ringback` looks for one
        self.watchers = []
        programs = folder / "bin"
        programs.mkdir()
        for name in ("RINGBACK", "RINGBACKD"):
            (programs / name.lower()).symlink_to(place(name))
        self.environment = {"HOME": str(folder), "PATH": f"{programs}:/usr/bin:/bin", "TZ": "UTC"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for watcher in self.watchers:
            watcher.kill()
            watcher.communicate()
        if self.server:
            self.server.stop()

    def run(self, line):
        """Runs a command as the page has it."""
        program = simple_commands(line)[0]
        if program[0] == "ringbackd":
            self._serve(line)
        elif program[0] == "ringback":
            if not self.plain and not {"--server", "--store"} & set(program):
                self.start()
            line = re.sub(r"\b[A-Z]{4,}\b", self._value, line)
            if "watch" in program and "--count" not in program:
                self._watch(line)
            else:
                self.said(line)

    def try_to_run(self, line):
        """The exit code of a command, and what it prints."""
        ended = subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=PATIENCE_S,
        )
        return ended.returncode, ended.stdout

    def said(self, line):
        """What a command prints; it ends with 0."""
        code, said = self.try_to_run(line)
        if code != 0:
            raise AssertionError(f"{line}\nended with {code}:\n{said}")
        for collection, name in re.findall(r"\btenants/[\w-]+/(\w+)/([\w-]+)", said):
            self.newest[collection] = name
        self.slots += re.findall(r"\S+ \S+/\S+ \S+$", said, re.MULTILINE)
        return said

    def _value(self, found):
        word = found[0]
        if word == "SLOT" and self.slots:
            return self.slots.pop(0)
        if word == "TOKEN":
            said = self.said("ringback --json watch --resume start --count 1")
            return re.search(r'"resumeToken":"([^"]+)"', said)[1]
        if word not in KINDS:
            return word
        collection, listed_by = KINDS[word]
        if collection not in self.newest:
            self.said(f"ringback --quiet {listed_by} list")
        if collection not in self.newest:
            raise AssertionError(f"there is no {word} yet")
        return self.newest[collection]

    def start(self):
        """Starts a server where `ringback` looks for one."""
        self._serve("ringbackd --store sqlite:calls.db --listen 127.0.0.1:7443")

    def _serve(self, line):
        if self.server:
            self.server.stop()
        self.plain = "--tls-cert" not in line
        # A server that goes on beside the shell ends with this test.
        self.server = server.Server(line.rstrip(" &"), self.folder, self.environment).__enter__()

    def _watch(self, line):
        watcher = subprocess.Popen(
            ["bash", "-c", f"exec {line}"], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        self.watchers.append(watcher)
        said = watcher.stderr.readline()
        if not said.startswith("watching "):
            raise AssertionError(f"{line}\nsaid {said}{watcher.stderr.read()}")


class Needs:
    """What samples need to be there: functions of a session, by the words after `needs:`."""

    @staticmethod
    def contacts(session):
        shutil.copy(place("CONTACTS"), session.folder / "contacts.csv")

    @staticmethod
    def documentation(session):
        (session.folder / "documentation").mkdir()
        (session.folder / "documentation" / "heat-pump.md").write_text("# Heat pumps\n\nThe heat pump pri…\n")

    @staticmethod
    def mail(session):
        (session.folder / "mail.txt").write_text("Dear {{CALLER_NAME}},\n\nwe called about {{PURPOSE}}.\n")

    @staticmethod
    def lead(session):
        """Somebody with a new lead who may be rung at any hour."""
        session.run('ringback tenant update default --calling-hours "mon-sun 00:00-24:00"')
        session.run('ringback caller create --given-name Ada --family-name Jones --phone "+1 202 555 0143"')
        session.run('ringback lead create --caller CALLER --interest "a new boiler"')

    @staticmethod
    def van(session):
        """A van that can be booked."""
        session.run('ringback resource create van-2 --hours "mon-fri 08:00-17:00" --slot 2h')
        session.run("ringback appointment slots --resource van-2 --from +1d")

    @staticmethod
    def team(session):
        """An address for handoffs."""
        session.run("ringback tenant update default --handoff-email office@heating.example")

    @staticmethod
    def certificates(session):
        """An authority, and what it vouches for: the server calls.example, and a client."""
        authority = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        session.said(f"openssl req {authority} -subj /CN=authority -keyout ca.key -out ca.pem")
        for name, address in (("server", "calls.example"), ("client", "tracy.calls.example")):
            session.said(
                f"openssl req {authority} -CA ca.pem -CAkey ca.key -subj /CN={address} -keyout {name}.key "
                f"-out {name}.pem -addext subjectAltName=DNS:{address} -addext basicConstraints=critical,CA:false"
            )


class Shell(unittest.TestCase):
    labels = []
    pages = []

    def samples(self, *languages):
        """Pairs of a page and its samples in these languages."""
        for page in self.pages:
            yield page, [sample for sample in samples.samples(page) if sample.language in languages]

    def test_commands_and_flags_exist(self):
        checker = Checker(self.labels)
        for _, found in self.samples("sh"):
            for sample in found:
                for line in commands(sample.text):
                    with self.subTest(sample.name, line=line):
                        self.assertIsNone(checker.complaint(line))

    def test_commands_and_flags_in_the_text_exist(self):
        checker = Checker(self.labels)
        ours = r"`((?:ringbackd?|bazel|tools/[\w-]+)(?:\s[^`…]+)?)`"
        for page in self.pages:
            text = re.sub(r"^```.*?^```", "", pathlib.Path(page).read_text(encoding="utf-8"), flags=re.M | re.S)
            for line in re.findall(ours, text):
                with self.subTest(page, line=line):
                    self.assertIsNone(checker.complaint(" ".join(line.split())))

    def test_commands_and_flags_in_the_help_exist(self):
        checker = Checker(self.labels)
        found = list(command_help.examples(checker.ringback))
        self.assertEqual({command for command, _ in found}, set(checker.of_command), "a command has no example")
        for command, line in found:
            with self.subTest(command):
                self.assertTrue(line.startswith(f"ringback {command}"), line)
                self.assertIsNone(checker.complaint(line))

    def test_examples_in_the_help_are_well_formed(self):
        """None of them is refused for how it is written; what they are about is not there."""
        with tempfile.TemporaryDirectory() as folder, Session(pathlib.Path(folder)) as session:
            Needs.documentation(session)
            session.start()
            for command, line in command_help.examples(str(place("RINGBACK"))):
                for file in re.findall(r"[\w-]+\.(?:csv|md|txt)\b", line):
                    (session.folder / file).write_text("Name,Tel. privat\nAda,+1 202 555 0143\n", encoding="utf-8")
                with self.subTest(command, line=line):
                    code, said = session.try_to_run(re.sub(r"\bwatch\b", "watch --resume start --count 1", line))
                    self.assertNotEqual(code, USAGE, said)

    def test_samples_run(self):
        ran = 0
        for page, found in self.samples("sh", "mustache"):
            with tempfile.TemporaryDirectory() as folder, Session(pathlib.Path(folder)) as session:
                for sample in found:
                    for need in filter(None, sample.options.get("needs", "").split(", ")):
                        getattr(Needs, need)(session)
                    with self.subTest(sample.name):
                        ran += self.run_sample(session, sample)
        self.assertGreater(ran, 0)

    def run_sample(self, session, sample):
        """Runs a sample; how many commands it was."""
        if sample.language == "mustache":
            (session.folder / "script.txt").write_text(sample.text, encoding="utf-8")
            session.run(f"ringback script create sample-{sample.line} --use opening-line --file script.txt")
            return 1
        if "checked" in sample.options:
            return 0
        lines = commands(sample.text)
        for line in lines:
            session.run(line)
        return len(lines)

    def test_every_sample_is_marked(self):
        for page in self.pages:
            for sample in samples.samples(page):
                with self.subTest(sample.name):
                    self.assertIsNone(sample.complaint())


if __name__ == "__main__":
    end = sys.argv.index("--")
    Shell.labels, Shell.pages = sys.argv[1:end], sys.argv[end + 1 :]
    unittest.main(argv=sys.argv[:1])
