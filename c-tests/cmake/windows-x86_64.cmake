# 64-bit programs for Windows: mingw to build them, Wine to run them.
set(WSASYNC_WINDOWS_ARCH x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/windows.cmake)
