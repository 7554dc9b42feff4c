/*
 * How the drop-in finds the system's functions, tried with stand_in.c in the system's
 * place: arguments arrive as they were given, the first time and later; many threads may
 * call first at once; what the system lacks ends in an exception that names it.
 *
 *   resolve DLL forward            with the stand-in as the system's
 *   resolve DLL lacking FUNCTION   the system has no such function
 *   resolve DLL absent FUNCTION    the system has no such DLL
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

static int checks;
#define CHECK(condition)                                                         \
    do {                                                                         \
        ++checks;                                                                \
        if (!(condition)) {                                                      \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);               \
            fflush(stdout);                                                      \
            ExitProcess(1);                                                      \
        }                                                                        \
    } while (0)

typedef LONG(WINAPI* call_function)(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG);
typedef double(WINAPI* alloc_function)(double, double, double, double);
typedef LONG(WINAPI* create_error_function)(void*, ULONG, void**);
typedef LONG(WINAPI* one_argument)(void*);

static HMODULE dll;

static void* find(const char* name)
{
    union {
        FARPROC function;
        void* pointer;
    } found;
    found.function = GetProcAddress(dll, name);
    CHECK(found.pointer != NULL);
    return found.pointer;
}

static HANDLE together;
static call_function shared_call;

static DWORD WINAPI call_at_once(void* unused)
{
    (void)unused;
    WaitForSingleObject(together, INFINITE);
    return shared_call(1, 2, 3, 4, 5, 6, 7, 8) == 87654321 ? 0 : 1;
}

static void forward(void)
{
    union {
        void* pointer;
        call_function call;
        alloc_function alloc;
        create_error_function create_error;
    } function;
    HANDLE threads[16];
    int i;

    /* First on sixteen threads at once. */
    function.pointer = find("WsCall");
    shared_call = function.call;
    together = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (i = 0; i < 16; ++i) threads[i] = CreateThread(NULL, 0, call_at_once, NULL, 0, NULL);
    SetEvent(together);
    for (i = 0; i < 16; ++i) {
        DWORD status = 99;
        CHECK(WaitForSingleObject(threads[i], 30000) == WAIT_OBJECT_0);
        CHECK(GetExitCodeThread(threads[i], &status) && status == 0);
    }
    for (i = 0; i < 1000; ++i) CHECK(function.call(1, 2, 3, 4, 5, 6, 7, 8) == 87654321);

    function.pointer = find("WsAlloc");
    for (i = 0; i < 3; ++i) CHECK(function.alloc(1, 2, 3, 4) == 4321);

    /* The last error is the function's, not ours. */
    function.pointer = find("WsCreateError");
    for (i = 0; i < 3; ++i) {
        SetLastError(7);
        CHECK(function.create_error(NULL, 0, NULL) == 1234);
        CHECK(GetLastError() == 4321);
    }
}

/* What Microsoft's late binding passes along. */
struct delay_load_info {
    DWORD size;
    const void* descriptor;
    void** slot;
    const char* dll;
    DWORD by_name;
    const char* name;
    HMODULE module;
    FARPROC function;
    DWORD last_error;
};

static const char* expected_name;
static DWORD expected_code;

static LONG WINAPI examine(EXCEPTION_POINTERS* raised)
{
    const EXCEPTION_RECORD* record = raised->ExceptionRecord;
    const struct delay_load_info* info;
    if ((record->ExceptionCode & 0xFFFF0000) != 0xC06D0000) return EXCEPTION_CONTINUE_SEARCH;
    CHECK(record->ExceptionCode == expected_code);
    CHECK(record->NumberParameters == 1);
    info = (const struct delay_load_info*)record->ExceptionInformation[0];
    CHECK(info->size == sizeof *info);
    CHECK(strcmp(info->dll, "webservices.dll") == 0);
    CHECK(info->by_name);
    CHECK(strcmp(info->name, expected_name) == 0);
    printf("0x%08lX names %s: %d checks hold\n", (unsigned long)record->ExceptionCode, info->name, checks);
    fflush(stdout);
    ExitProcess(0);
}

int main(int argc, char** argv)
{
    if (argc < 3) return printf("usage: resolve DLL forward|lacking|absent [FUNCTION]\n"), 2;
    dll = LoadLibraryA(argv[1]);
    if (!dll) return printf("cannot load %s: %lu\n", argv[1], GetLastError()), 2;
    if (strcmp(argv[2], "forward") == 0) {
        forward();
        printf("forward: %d checks hold\n", checks);
        return 0;
    }
    if (argc < 4) return printf("which function?\n"), 2;
    expected_name = argv[3];
    expected_code = strcmp(argv[2], "absent") == 0 ? 0xC06D007E : 0xC06D007F;
    AddVectoredExceptionHandler(1, examine);
    {
        union {
            void* pointer;
            one_argument call;
        } function;
        function.pointer = find(expected_name);
        function.call(NULL);
    }
    printf("%s returned\n", expected_name);
    return 1;
}
