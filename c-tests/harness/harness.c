/* The runner: finds the function under test, runs one test, counts the checks. */
#include "harness.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

struct test {
    const char* name;
    void (*run)(void);
};
extern const struct test tests[]; /* generated; ends with a NULL name */

execute_function execute;
static atomic_long checks;

/* Ends the process from wherever it is, and what was printed is seen. */
static void stop(int status)
{
    fflush(stdout);
    _Exit(status);
}

void check(int holds, const char* file, int line, const char* text, int compared,
           intptr_t actual, intptr_t expected)
{
    atomic_fetch_add(&checks, 1);
    if (holds) return;
    printf("%s:%d: %s", file, line, text);
    if (compared) {
        printf("\n  actual   0x%08llX\n  expected 0x%08llX", (unsigned long long)actual,
               (unsigned long long)expected);
    }
    printf("\n");
    stop(1);
}

#ifdef WSASYNC_LINKED
static void load_library(const char* path)
{
    if (path) {
        printf("this harness is linked against the library: it cannot load %s\n", path);
        stop(2);
    }
    execute = WsAsyncExecute;
}
void unload_library(void) {}
#elif defined(_WIN32)
static HMODULE library;
static void load_library(const char* path)
{
    union {
        FARPROC any;
        execute_function execute;
    } found;
    library = LoadLibraryA(path ? path : "webservices_async.dll");
    if (!library) {
        printf("cannot load %s: error %lu\n", path ? path : "webservices_async.dll", GetLastError());
        stop(2);
    }
    found.any = GetProcAddress(library, "WsAsyncExecute");
    if (!found.any) {
        printf("%s does not export WsAsyncExecute: error %lu\n", path, GetLastError());
        stop(2);
    }
    execute = found.execute;
}
void unload_library(void)
{
    CHECK(FreeLibrary(library));
}
#else
static void* library;
static void load_library(const char* path)
{
    if (!path) path = "libwebservices_async.so.1";
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        printf("cannot load the library: %s\n", dlerror());
        stop(2);
    }
    *(void**)&execute = dlsym(library, "WsAsyncExecute");
    if (!execute) {
        printf("%s\n", dlerror());
        stop(2);
    }
}
void unload_library(void)
{
    CHECK_EQUAL(dlclose(library), 0);
}
#endif

int main(int argc, char** argv)
{
    const struct test* test;
    if (argc != 2) {
        printf("usage: %s TEST\n"
               "Runs one test against the library at WSASYNC_LIBRARY. Status: 0 it holds, 1 it\n"
               "does not, 2 it could not be run. The tests:\n", argv[0]);
        for (test = tests; test->name; ++test) printf("  %s\n", test->name);
        return 2;
    }
    for (test = tests; test->name; ++test) {
        if (strcmp(test->name, argv[1]) != 0) continue;
        load_library(getenv("WSASYNC_LIBRARY"));
        test->run();
        if (atomic_load(&checks) == 0) {
            printf("%s checked nothing\n", test->name);
            return 1;
        }
        printf("%s: %ld checks hold\n", test->name, atomic_load(&checks));
        return 0;
    }
    printf("no such test: %s\n", argv[1]);
    return 2;
}

void WSASYNC_CALL never_called(HRESULT hr, WS_CALLBACK_MODEL model, void* argument)
{
    (void)hr, (void)model, (void)argument;
    CHECK(!"the callback is called");
}

void WSASYNC_CALL ended(HRESULT hr, WS_CALLBACK_MODEL model, void* argument)
{
    struct ending* ending = argument;
    ending->hr = hr;
    ending->model = model;
    ending->thread = thread_self();
    atomic_fetch_add(&ending->calls, 1);
    if (ending->event) event_signal(ending->event);
}

void complete(void* argument)
{
    struct completion* c = argument;
    c->context.callback(c->hr, c->model, c->context.callbackState);
}

void on_another_thread(void (*run)(void*), void* argument)
{
    thread_join(thread_start(run, argument, 0));
}

void complete_elsewhere(const WS_ASYNC_CONTEXT* context, HRESULT hr, WS_CALLBACK_MODEL model)
{
    struct completion completion = {*context, hr, model};
    on_another_thread(complete, &completion);
}

int is_untouched(const WS_ASYNC_STATE* state)
{
    const unsigned char* bytes = (const unsigned char*)state;
    size_t i;
    for (i = 0; i < sizeof *state; ++i) {
        if (bytes[i] != 0xA5) return 0;
    }
    return 1;
}
