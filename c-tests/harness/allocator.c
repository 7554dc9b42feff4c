/* On POSIX systems: counts what this process asks of the allocator, the library's
 * requests too, and refuses on demand. glibc's own names for it lie behind. */
#ifndef _WIN32
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"

atomic_long allocations, refused_allocation, refused_allocations;

/* A sanitizer brings an allocator of its own, which must stay. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);

static int refuses(void)
{
    long number = atomic_fetch_add(&allocations, 1) + 1;
    long from = atomic_load(&refused_allocations);
    if (number != atomic_load(&refused_allocation) && (from == 0 || number < from)) return 0;
    errno = ENOMEM;
    return 1;
}

void* malloc(size_t size)
{
    return refuses() ? NULL : __libc_malloc(size);
}
void* calloc(size_t count, size_t size)
{
    return refuses() ? NULL : __libc_calloc(count, size);
}
void* realloc(void* old, size_t size)
{
    return refuses() ? NULL : __libc_realloc(old, size);
}
void* memalign(size_t alignment, size_t size)
{
    return refuses() ? NULL : __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}
int posix_memalign(void** memory, size_t alignment, size_t size)
{
    *memory = memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}
/* Memory past the allocator. */
void* mmap(void* address, size_t size, int protection, int flags, int file, off_t offset)
{
    atomic_fetch_add(&allocations, 1);
    return (void*)syscall(SYS_mmap, address, size, protection, flags, file, offset);
}
#endif
#else
typedef int not_empty;
#endif
