// C++ exceptions for the tests, which are C.
extern "C" int exception_leaves(void (*run)(void*), void* argument)
{
    try {
        run(argument);
    } catch (int) {
        return 1;
    }
    return 0;
}

extern "C" void exception_throw()
{
    throw 1;
}
