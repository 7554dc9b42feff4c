/* Threads, events and pages, on Windows and on POSIX systems. */
#ifndef _WIN32
#define _GNU_SOURCE
#endif
#include "harness.h"

enum { PATIENCE_SECONDS = 30, FILLING = 0xA5 };

#ifdef _WIN32
#include <windows.h>

struct thread {
    void (*run)(void*);
    void* argument;
    HANDLE handle;
};
struct event {
    HANDLE handle;
};

static DWORD WINAPI trampoline(void* argument)
{
    struct thread* thread = argument;
    thread->run(thread->argument);
    return 0;
}

struct thread* thread_start(void (*run)(void*), void* argument, size_t stack)
{
    struct thread* thread = malloc(sizeof *thread);
    CHECK(thread != NULL);
    thread->run = run;
    thread->argument = argument;
    thread->handle = CreateThread(NULL, stack, trampoline, thread,
                                  stack ? STACK_SIZE_PARAM_IS_A_RESERVATION : 0, NULL);
    CHECK(thread->handle != NULL);
    return thread;
}

void thread_join(struct thread* thread)
{
    CHECK_EQUAL(WaitForSingleObject(thread->handle, 10 * PATIENCE_SECONDS * 1000), WAIT_OBJECT_0);
    CloseHandle(thread->handle);
    free(thread);
}

uintptr_t thread_self(void)
{
    return GetCurrentThreadId();
}

struct event* event_create(void)
{
    struct event* event = malloc(sizeof *event);
    CHECK(event != NULL);
    event->handle = CreateEventA(NULL, FALSE, FALSE, NULL);
    CHECK(event->handle != NULL);
    return event;
}

void event_signal(struct event* event)
{
    CHECK(SetEvent(event->handle));
}

void event_wait(struct event* event)
{
    CHECK_EQUAL(WaitForSingleObject(event->handle, PATIENCE_SECONDS * 1000), WAIT_OBJECT_0);
}

void event_destroy(struct event* event)
{
    CloseHandle(event->handle);
    free(event);
}

static size_t page_size(void)
{
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return info.dwPageSize;
}

static void* page_allocate(size_t size)
{
    return VirtualAlloc(NULL, size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
}

static int page_protect(void* page, size_t size, int accessible)
{
    DWORD before;
    return VirtualProtect(page, size, accessible ? PAGE_READWRITE : PAGE_NOACCESS, &before);
}

#else
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct thread {
    void (*run)(void*);
    void* argument;
    pthread_t handle;
};
struct event {
    sem_t semaphore;
};

static void* trampoline(void* argument)
{
    struct thread* thread = argument;
    thread->run(thread->argument);
    return NULL;
}

struct thread* thread_start(void (*run)(void*), void* argument, size_t stack)
{
    struct thread* thread = malloc(sizeof *thread);
    pthread_attr_t attributes;
    CHECK(thread != NULL);
    thread->run = run;
    thread->argument = argument;
    CHECK_EQUAL(pthread_attr_init(&attributes), 0);
    if (stack) CHECK_EQUAL(pthread_attr_setstacksize(&attributes, stack), 0);
    CHECK_EQUAL(pthread_create(&thread->handle, &attributes, trampoline, thread), 0);
    pthread_attr_destroy(&attributes);
    return thread;
}

void thread_join(struct thread* thread)
{
    CHECK_EQUAL(pthread_join(thread->handle, NULL), 0);
    free(thread);
}

uintptr_t thread_self(void)
{
    return (uintptr_t)pthread_self();
}

struct event* event_create(void)
{
    struct event* event = malloc(sizeof *event);
    CHECK(event != NULL);
    CHECK_EQUAL(sem_init(&event->semaphore, 0, 0), 0);
    return event;
}

void event_signal(struct event* event)
{
    CHECK_EQUAL(sem_post(&event->semaphore), 0);
}

void event_wait(struct event* event)
{
    struct timespec until;
    int status;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_SECONDS;
    while ((status = sem_timedwait(&event->semaphore, &until)) != 0 && errno == EINTR) {
    }
    CHECK_EQUAL(status, 0);
}

void event_destroy(struct event* event)
{
    sem_destroy(&event->semaphore);
    free(event);
}

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static void* page_allocate(size_t size)
{
    void* page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? NULL : page;
}

static int page_protect(void* page, size_t size, int accessible)
{
    return mprotect(page, size, accessible ? PROT_READ | PROT_WRITE : PROT_NONE) == 0;
}
#endif

WS_ASYNC_STATE* guarded_state(void)
{
    size_t size = page_size();
    char* page = page_allocate(size);
    CHECK(page != NULL);
    memset(page, FILLING, size);
    return (WS_ASYNC_STATE*)(void*)(page + size - sizeof(WS_ASYNC_STATE));
}

static void protect(void* address, int accessible)
{
    size_t size = page_size();
    char* page = (char*)((uintptr_t)address & ~(uintptr_t)(size - 1));
    CHECK(page_protect(page, size, accessible));
}

void forbid(void* address)
{
    protect(address, 0);
}

void permit(void* address)
{
    protect(address, 1);
}
