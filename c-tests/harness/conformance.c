/*
 * Runs every test against one library, each in a process of its own, and prints clause
 * by clause how the library behaves; writes the same as JUnit XML.
 *
 *   conformance LIBRARY [JUNIT.XML [CLAUSE...]]
 *
 * docs/conformance.md tells how to read it. A test that takes longer than
 * WSASYNC_TIME_LIMIT seconds (default: 120) counts as hanging.
 */
#ifndef _WIN32
#define _GNU_SOURCE
#endif
#include "harness.h"
#include "tests.h"

enum { ALL_HOLD = 0, NOT_AS_DOCUMENTED = 1, NOT_RUN = 2, DIFFERS_FROM_OURS = 3 };
enum { DEFAULT_TIME_LIMIT = 120, LONGEST_OUTPUT = 16384 };
#define WINE_STUB 0x80000100ul

/* How a process ended. */
struct outcome {
    enum { HOLDS, FAILS, CANNOT_RUN, CRASHES, HANGS } result;
    char how[96]; /* signal or exception; for the others empty */
    int is_stub;
    double seconds;
    char output[LONGEST_OUTPUT];
};

static int time_limit = DEFAULT_TIME_LIMIT;
/* What a child is told: to run the test that follows, or just to load the library. */
static const char run_one[] = "--run-one", load_only[] = "--load-only";

static void die(const char* what)
{
    printf("conformance: %s\n", what);
    exit(NOT_RUN);
}

/* A test's own statuses; other ones mean that it never got to report. */
static void exited(struct outcome* outcome, unsigned long status)
{
    switch (status) {
    case 0: outcome->result = HOLDS; break;
    case 1: outcome->result = FAILS; break;
    case 2: outcome->result = CANNOT_RUN; break;
    default:
        outcome->result = CRASHES;
        snprintf(outcome->how, sizeof outcome->how, "exit status %lu", status);
    }
}

/* ---- a process for each test --------------------------------------------- */

#ifdef _WIN32
#include <windows.h>

static const struct { DWORD code; const char* name; } exceptions[] = {
    {EXCEPTION_ACCESS_VIOLATION, "access violation"},
    {EXCEPTION_STACK_OVERFLOW, "stack overflow"},
    {EXCEPTION_ILLEGAL_INSTRUCTION, "illegal instruction"},
    {EXCEPTION_PRIV_INSTRUCTION, "privileged instruction"},
    {EXCEPTION_BREAKPOINT, "breakpoint"},
    {WINE_STUB, "EXCEPTION_WINE_STUB"},
    {0xC0000374, "heap corruption"},
    {0xC0000409, "fail fast"},
};

/* One argument of a command line, as the C library takes it apart. */
static void quote(char* line, size_t size, const char* argument)
{
    size_t length = strlen(line), backslashes = 0;
    if (2 * strlen(argument) + length + 4 > size) die("a path is too long");
    if (length) line[length++] = ' ';
    line[length++] = '"';
    for (; *argument; ++argument) {
        backslashes = *argument == '\\' ? backslashes + 1 : 0;
        line[length++] = *argument;
    }
    while (backslashes--) line[length++] = '\\';
    line[length++] = '"';
    line[length] = 0;
}

static void run_process(const char* library, const char* what, const char* name, struct outcome* outcome)
{
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    char self[MAX_PATH], folder[MAX_PATH], file[MAX_PATH], line[4 * MAX_PATH] = "";
    STARTUPINFOA startup = {0};
    PROCESS_INFORMATION process;
    DWORD status = 0, length = 0;
    ULONGLONG started = GetTickCount64();
    HANDLE output;
    size_t i;
    if (!GetModuleFileNameA(NULL, self, sizeof self) || !GetTempPathA(sizeof folder, folder) ||
        !GetTempFileNameA(folder, "wsa", 0, file)) {
        die("no place for the tests' output");
    }
    output = CreateFileA(file, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited,
                         CREATE_ALWAYS, FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    if (output == INVALID_HANDLE_VALUE) die("no place for the tests' output");
    quote(line, sizeof line, self);
    quote(line, sizeof line, library);
    quote(line, sizeof line, what);
    quote(line, sizeof line, name);
    startup.cb = sizeof startup;
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = startup.hStdError = output;
    /* Wine on a busy machine fails at this now and then. */
    for (i = 0; !CreateProcessA(self, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process); ++i) {
        if (i == 10) die("a process cannot be started");
        Sleep(200);
    }
    if (WaitForSingleObject(process.hProcess, (DWORD)time_limit * 1000) == WAIT_OBJECT_0) {
        GetExitCodeProcess(process.hProcess, &status);
        exited(outcome, status);
        if (outcome->result == CRASHES && status >= 0x40000000) {
            const char* known = "exception";
            for (i = 0; i < sizeof exceptions / sizeof *exceptions; ++i) {
                if (exceptions[i].code == status) known = exceptions[i].name;
            }
            snprintf(outcome->how, sizeof outcome->how, "exception 0x%08lX (%s)", status, known);
            outcome->is_stub = status == WINE_STUB;
        }
    } else {
        outcome->result = HANGS;
        TerminateProcess(process.hProcess, 1);
        WaitForSingleObject(process.hProcess, INFINITE);
    }
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    SetFilePointer(output, 0, NULL, FILE_BEGIN);
    ReadFile(output, outcome->output, LONGEST_OUTPUT - 1, &length, NULL);
    outcome->output[length] = 0;
    CloseHandle(output);
    outcome->seconds = (double)(GetTickCount64() - started) / 1000;
}

/* No dialog when a test crashes: the children inherit this. */
static void prepare(void)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
}

#else
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void run_process(const char* library, const char* what, const char* name, struct outcome* outcome)
{
    const struct timespec moment = {0, 2000000};
    double started = now();
    FILE* output = tmpfile();
    int status = 0;
    pid_t child, ended_child;
    if (!output) die("no place for the tests' output");
    fflush(NULL);
    child = fork();
    if (child < 0) die("a process cannot be started");
    if (child == 0) {
        dup2(fileno(output), STDOUT_FILENO);
        dup2(fileno(output), STDERR_FILENO);
        setpgid(0, 0);
#ifdef __linux__
        prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
        execl("/proc/self/exe", "conformance", library, what, name, (char*)NULL);
        _exit(NOT_RUN);
    }
    while ((ended_child = waitpid(child, &status, WNOHANG)) == 0 && now() - started < time_limit) {
        nanosleep(&moment, NULL);
    }
    /* With the processes that the test has forked. */
    kill(-child, SIGKILL);
    if (ended_child == 0) {
        outcome->result = HANGS;
        waitpid(child, &status, 0);
    } else if (WIFSIGNALED(status)) {
        outcome->result = CRASHES;
        snprintf(outcome->how, sizeof outcome->how, "signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    } else {
        exited(outcome, (unsigned long)WEXITSTATUS(status));
    }
    rewind(output);
    outcome->output[fread(outcome->output, 1, LONGEST_OUTPUT - 1, output)] = 0;
    fclose(output);
    outcome->seconds = now() - started;
}

/* No core files: crashes are expected here. */
static void prepare(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}
#endif

/* ---- the report ---------------------------------------------------------- */

static const char* word(const struct test* test, const struct outcome* outcome)
{
    static const char* const words[] = {"holds", "fails", "cannot run", "crashes", "hangs"};
    if (outcome->result != HOLDS && outcome->result != CANNOT_RUN && test->ours) return "differs";
    return words[outcome->result];
}

/* The length of a test's clause: its name up to the dot. */
static int clause_length(const struct test* test)
{
    return (int)strcspn(test->name, ".");
}

static int same_clause(const struct test* a, const struct test* b)
{
    return clause_length(a) == clause_length(b) && !strncmp(a->name, b->name, (size_t)clause_length(a));
}

static int is_wanted(const struct test* test, int count, char** clauses)
{
    int i;
    for (i = 0; i < count; ++i) {
        if (!strcmp(clauses[i], test->name)) return 1;
        if (!strncmp(clauses[i], test->name, (size_t)clause_length(test)) &&
            !clauses[i][clause_length(test)]) {
            return 1;
        }
    }
    return count == 0;
}

/* What went wrong, in the table. */
static void print_details(const struct test* test, const struct outcome* outcome)
{
    static const char* const how[] = {"", "fails", "cannot run", "crashes", "hangs"};
    const char* c;
    printf("      %s %s", test->name, how[outcome->result]);
    if (*outcome->how) printf(": %s", outcome->how);
    if (outcome->result == HANGS) printf(": not done after %d s", time_limit);
    printf("%s", *outcome->output ? "\n        " : "\n");
    for (c = outcome->output; *c; ++c) {
        if (*c == '\r') continue;
        putchar(*c);
        if (*c == '\n' && c[1]) printf("        ");
    }
    if (c != outcome->output && c[-1] != '\n') putchar('\n');
}

static void xml_text(FILE* file, const char* text)
{
    for (; *text; ++text) {
        switch (*text) {
        case '&': fputs("&amp;", file); break;
        case '<': fputs("&lt;", file); break;
        case '>': fputs("&gt;", file); break;
        case '"': fputs("&quot;", file); break;
        case '\n': fputs("&#10;", file); break;
        default: fputc(*text >= ' ' && *text <= '~' ? *text : '?', file);
        }
    }
}

static void write_xml(const char* path, const char* library, const struct outcome* const* outcomes)
{
    const struct test* test;
    int count = 0, failures = 0, errors = 0;
    FILE* file = fopen(path, "w");
    if (!file) die("the JUnit file cannot be written");
    for (test = tests; test->name; ++test) {
        const struct outcome* outcome = outcomes[test - tests];
        if (!outcome) continue;
        ++count;
        failures += outcome->result == FAILS;
        errors += outcome->result > FAILS;
    }
    fprintf(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"");
    xml_text(file, library);
    fprintf(file, "\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"0\">\n", count, failures, errors);
    for (test = tests; test->name; ++test) {
        const struct outcome* outcome = outcomes[test - tests];
        const char* kind;
        if (!outcome) continue;
        kind = outcome->result == FAILS ? "failure" : "error";
        fprintf(file, "<testcase classname=\"%s\" name=\"%s\" time=\"%.3f\"", test->section, test->name,
                outcome->seconds);
        if (outcome->result == HOLDS) {
            fprintf(file, "/>\n");
            continue;
        }
        fprintf(file, "><%s type=\"%s\" message=\"", kind, word(test, outcome));
        xml_text(file, *outcome->how ? outcome->how : outcome->output);
        fprintf(file, "\">");
        xml_text(file, outcome->output);
        fprintf(file, "</%s></testcase>\n", kind);
    }
    fprintf(file, "</testsuite>\n</testsuites>\n");
    if (fclose(file)) die("the JUnit file cannot be written");
}

static struct outcome* run(const char* library, const char* what, const char* name)
{
    struct outcome* outcome = calloc(1, sizeof *outcome);
    if (!outcome) die("out of memory");
    run_process(library, what, name, outcome);
    /* The library may have ended the process, and with what looks like success. */
    if (outcome->result == HOLDS && what == run_one && !strstr(outcome->output, " checks hold")) {
        outcome->result = FAILS;
        snprintf(outcome->how, sizeof outcome->how, "the process ended before the test did");
    }
    return outcome;
}

int main(int argc, char** argv)
{
    const char *library, *junit, *limit = getenv("WSASYNC_TIME_LIMIT"), *section = "";
    const struct test *test, *last;
    const struct outcome** outcomes;
    struct outcome* loading;
    int clauses_hold = 0, clauses_fail = 0, clauses_differ = 0, cannot_run = 0, stubs = 0;
    int count = argc - 3;

    if (argc == 4 && !strcmp(argv[2], run_one)) return run_test(argv[3], argv[1]);
    if (argc == 4 && !strcmp(argv[2], load_only)) return load_library(argv[1]), 0;
    if (argc < 2 || !strcmp(argv[1], "--help")) {
        die("usage: conformance LIBRARY [JUNIT.XML [CLAUSE...]]\n"
            "Status: 0 every clause holds; 3 all that is documented, but it differs from us where the\n"
            "documentation is silent; 1 not all that is documented; 2 it could not be run.");
    }
    library = argv[1];
    junit = argc > 2 && *argv[2] ? argv[2] : NULL;
    if (limit && (time_limit = atoi(limit)) <= 0) die("WSASYNC_TIME_LIMIT is not a number of seconds");
    if (count < 0) count = 0;
    prepare();

    loading = run(library, load_only, "");
    if (loading->result != HOLDS) {
        printf("%s%s\n", loading->output, loading->how);
        die("the library cannot be loaded: nothing was tested");
    }
    for (test = tests; test->name; ++test) {
    }
    outcomes = calloc((size_t)(test - tests), sizeof *outcomes);
    if (!outcomes) die("out of memory");

    printf("WsAsyncExecute of %s\n", library);
    for (test = tests; test->name; test = last) {
        int documented = 0, differing = 0, unable = 0, ran = 0;
        const char* worst = "holds";
        const struct test* each;
        for (last = test; last->name && same_clause(last, test); ++last) {
            const struct outcome* outcome;
            if (!is_wanted(last, count, argv + 3)) continue;
            outcome = outcomes[last - tests] = run(library, run_one, last->name);
            ++ran;
            stubs += outcome->is_stub;
            if (outcome->result == HOLDS) continue;
            if (outcome->result == CANNOT_RUN) {
                ++unable;
            } else if (last->ours) {
                ++differing;
            } else {
                ++documented;
                worst = word(last, outcome);
            }
        }
        if (!ran) continue;
        if (!documented && differing) worst = "differs";
        if (!documented && unable) worst = "cannot run";
        if (strcmp(section, test->section)) printf("\n%s\n", section = test->section);
        printf("  %-24.*s%s\n", clause_length(test), test->name, worst);
        for (each = test; each < last; ++each) {
            if (outcomes[each - tests] && outcomes[each - tests]->result != HOLDS) {
                print_details(each, outcomes[each - tests]);
            }
        }
        fflush(stdout);
        clauses_hold += !documented && !differing && !unable;
        clauses_fail += documented > 0;
        clauses_differ += !documented && differing > 0;
        cannot_run += unable;
    }
    if (junit) write_xml(junit, library, outcomes);
    printf("\n");
    if (stubs) {
        printf("WsAsyncExecute is a stub: calling it ended the process with exception 0x%08lX "
               "(EXCEPTION_WINE_STUB).\n", (unsigned long)WINE_STUB);
    }
    printf("Clauses: %d hold; %d documented ones do not; %d differ where the decision is ours.\n",
           clauses_hold, clauses_fail, clauses_differ);
    if (clauses_fail) return NOT_AS_DOCUMENTED;
    if (cannot_run || clauses_hold + clauses_differ == 0) die("not every test could be run");
    return clauses_differ ? DIFFERS_FROM_OURS : ALL_HOLD;
}
