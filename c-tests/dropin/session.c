/*
 * A WWSAPI session between two processes, run by WsAsyncExecute: requests go one way
 * over TCP, replies the other, and every call that takes a WS_ASYNC_CONTEXT is given
 * the one that the series handed to that step. Only 127.0.0.1 is used.
 *
 *   session both MESSAGES          starts a server and a client, and waits for them
 *   session both MESSAGES cut      twice: first the client dies half-way, then the server
 *   session server|client PORTFILE MESSAGES [cut|die]
 *       the server writes its port to PORTFILE; cut: the other side will die, die: this one
 *
 * Exit status 0: everything held; 1: something did not; 2: bad arguments; 3: stuck.
 */
#include <winsock2.h>
#include <windows.h>

#include <webservices.h>

#include "webservices_async.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum {
    PATIENCE = 30 * 1000, /* milliseconds without a step, then the program gives up */
    PORT_ATTEMPTS = 10,
    TEXT_LIMIT = 16 * 1024,
    STUCK = 3,
    DIED = 9 /* the exit status of the side that ends abruptly */
};

/* The messages: an index and a text, as elements. */

#define STRING(text) { sizeof(text) - 1, (BYTE*)text, NULL, 0 }

struct body {
    UINT32 index;
    WCHAR* text;
};

static WS_XML_STRING namespace = STRING("urn:session");
static WS_XML_STRING index_name = STRING("index");
static WS_XML_STRING text_name = STRING("text");
static WS_XML_STRING names[] = { STRING("request"), STRING("reply") };
static WS_XML_STRING actions[] = { STRING("urn:session:request"), STRING("urn:session:reply") };

static WS_FIELD_DESCRIPTION index_field = {
    .mapping = WS_ELEMENT_FIELD_MAPPING, .localName = &index_name, .ns = &namespace,
    .type = WS_UINT32_TYPE, .offset = offsetof(struct body, index),
};
static WS_FIELD_DESCRIPTION text_field = {
    .mapping = WS_ELEMENT_FIELD_MAPPING, .localName = &text_name, .ns = &namespace,
    .type = WS_WSZ_TYPE, .offset = offsetof(struct body, text),
};
static WS_FIELD_DESCRIPTION* fields[] = { &index_field, &text_field };
static WS_STRUCT_DESCRIPTION body_type = {
    .size = sizeof(struct body), .alignment = _Alignof(struct body),
    .fields = fields, .fieldCount = 2,
};
static WS_ELEMENT_DESCRIPTION elements[] = {
    { &names[0], &namespace, WS_STRUCT_TYPE, &body_type },
    { &names[1], &namespace, WS_STRUCT_TYPE, &body_type },
};

enum kind { REQUEST, REPLY };
static const WS_MESSAGE_DESCRIPTION messages[] = {
    { &actions[REQUEST], &elements[REQUEST] },
    { &actions[REPLY], &elements[REPLY] },
};

/* The text of one message: the same in both processes, different for every message. */
static void compose(enum kind kind, UINT32 index, WCHAR* text)
{
    /* Some that XML or the encoding must treat specially; the last two are one character. */
    static const WCHAR special[] = { L'<', L'&', L'>', L'"', 0xE9, 0x65E5, 0xD83D, 0xDE00 };
    UINT32 random = index * 2654435761u + (kind == REPLY ? 97u : 31u);
    /* Lengths on both sides of where the encoding uses one more byte for them. */
    UINT32 length = index % 100 == 99 ? TEXT_LIMIT - 32 : (index * 7 + (kind == REPLY ? 3 : 0)) % 300;
    WCHAR* at = text;
    if (index % 50 != 0) at += swprintf(at, 16, L"%u:", (unsigned)index); /* else: may be empty */
    for (UINT32 i = 0; i < length; i++) {
        random = random * 1664525u + 1013904223u;
        *at++ = (WCHAR)(L'a' + (random >> 24) % 26);
    }
    if (index % 3 == 0 && length > 0) {
        memcpy(at, special, sizeof special);
        at += sizeof special / sizeof *special;
    }
    *at = 0;
}

/* Checks: each prints what it saw. */

static const char* role = "both";
static atomic_long failed_checks;

static void say(const char* format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    /* One write, for the two processes share the output. */
    printf("%s: %s\n", role, line);
    fflush(stdout);
}

static void check(int holds, const char* format, ...)
{
    char line[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (!holds) atomic_fetch_add(&failed_checks, 1);
    say("%s  %s", holds ? "ok  " : "FAIL", line);
}

/* For what is checked a thousand times: silent while it holds. */
#define HOLDS(condition, ...) \
    do { \
        if (!(condition)) check(0, __VA_ARGS__); \
    } while (0)

static unsigned long hex(HRESULT hr)
{
    return (unsigned long)hr;
}

/* What a process counts. Static: a step may still count after the series has ended. */

enum operation {
    OPEN_LISTENER, ACCEPT_CHANNEL, OPEN_CHANNEL, SEND, RECEIVE, SHUT_DOWN, CLOSE_CHANNEL,
    CLOSE_LISTENER, OPERATIONS
};
static const char* const operation_names[OPERATIONS] = {
    "WsOpenListener", "WsAcceptChannel", "WsOpenChannel", "WsSendMessage", "WsReceiveMessage",
    "WsShutdownSessionChannel", "WsCloseChannel", "WsCloseListener",
};
static atomic_long suspended[OPERATIONS]; /* returned WS_S_ASYNC */
static atomic_long completed[OPERATIONS]; /* returned anything else */
static atomic_long resumed_elsewhere, resumed_here;
static atomic_long steps_run, callbacks, failures_seen;

/* One side's series. Only the step that runs uses it. */

enum ending { ORDERLY, CUT, DIE };

struct series {
    enum ending ending;
    UINT32 count;
    UINT32 index;    /* of the message that is on its way */
    UINT32 sent;
    UINT32 checked;  /* received and found right */
    int ended;       /* WS_S_END was received */
    HRESULT failure; /* the first */
    const char* port_file;
    unsigned port;
    unsigned attempts;
    WS_LISTENER* listener;
    WS_CHANNEL* channel;
    WS_MESSAGE* message;
    WS_HEAP* heap;
    struct body outgoing, incoming;
    WCHAR text[TEXT_LIMIT], expected[TEXT_LIMIT];
    DWORD thread;  /* where the last operation was started */
    int in_step;   /* it completed before its call returned */
    HRESULT result; /* what the callback reported */
    HANDLE done;
};

/* At the start of each step. */
static struct series* enter(void* state, HRESULT hr, WS_CALLBACK_MODEL model)
{
    struct series* series = state;
    DWORD thread = GetCurrentThreadId();
    if (atomic_fetch_add(&steps_run, 1) > 0) {
        if (series->in_step) {
            HOLDS(thread == series->thread, "a step after a synchronous completion changed threads");
        } else {
            atomic_fetch_add(thread == series->thread ? &resumed_here : &resumed_elsewhere, 1);
        }
    }
    HOLDS(model == WS_LONG_CALLBACK, "a step was called with the model %d", (int)model);
    if (FAILED(hr)) atomic_fetch_add(&failures_seen, 1);
    series->thread = thread;
    series->in_step = 0;
    return series;
}

/* With the result of the step's one call. If that is WS_S_ASYNC the series may be
 * running elsewhere by now: it is not touched. */
static HRESULT leave(struct series* series, enum operation operation, HRESULT hr)
{
    if (hr == WS_S_ASYNC) {
        atomic_fetch_add(&suspended[operation], 1);
    } else {
        atomic_fetch_add(&completed[operation], 1);
        series->in_step = 1;
    }
    return hr;
}

static void die_here(void)
{
    say("ends abruptly");
    TerminateProcess(GetCurrentProcess(), DIED);
}

/* Steps that both sides use. */

static HRESULT WSASYNC_CALL finish(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                   WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                   WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    (void)next, (void)context, (void)error;
    series->in_step = 1;
    return FAILED(series->failure) ? series->failure : hr;
}

static HRESULT WSASYNC_CALL close_listener(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                           WS_ASYNC_OPERATION* next,
                                           const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    if (FAILED(hr) && SUCCEEDED(series->failure)) series->failure = hr;
    next->function = finish;
    return leave(series, CLOSE_LISTENER, WsCloseListener(series->listener, context, error));
}

/* Ends the series, in success and in failure. Not a step: the last call of one. */
static HRESULT close_channel(struct series* series, HRESULT hr, WS_ASYNC_OPERATION* next,
                             const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    if (FAILED(hr) && SUCCEEDED(series->failure)) series->failure = hr;
    next->function = series->listener ? close_listener : finish;
    return leave(series, CLOSE_CHANNEL, WsCloseChannel(series->channel, context, error));
}

static HRESULT WSASYNC_CALL shut_down(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                      WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                      WS_ERROR* error)
{
    return close_channel(enter(state, hr, model), hr, next, context, error);
}

static HRESULT send_message(struct series* series, enum kind kind, const WS_ASYNC_CONTEXT* context,
                            WS_ERROR* error)
{
    HRESULT hr = WsResetMessage(series->message, NULL);
    HOLDS(hr == S_OK, "WsResetMessage before sending: %08lX", hex(hr));
    compose(kind, series->index, series->text);
    series->outgoing.index = series->index;
    series->outgoing.text = series->text;
    series->sent++;
    return leave(series, SEND,
                 WsSendMessage(series->channel, series->message, &messages[kind],
                               WS_WRITE_REQUIRED_VALUE, &series->outgoing, sizeof series->outgoing,
                               context, error));
}

static HRESULT receive_message(struct series* series, enum kind kind,
                               const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    static const WS_MESSAGE_DESCRIPTION* wanted[] = { &messages[REQUEST], &messages[REPLY] };
    HRESULT hr = WsResetMessage(series->message, NULL);
    HOLDS(hr == S_OK, "WsResetMessage before receiving: %08lX", hex(hr));
    hr = WsResetHeap(series->heap, NULL);
    HOLDS(hr == S_OK, "WsResetHeap: %08lX", hex(hr));
    memset(&series->incoming, 0, sizeof series->incoming);
    return leave(series, RECEIVE,
                 WsReceiveMessage(series->channel, series->message, &wanted[kind], 1,
                                  WS_RECEIVE_OPTIONAL_MESSAGE, WS_READ_REQUIRED_VALUE,
                                  series->heap, &series->incoming, sizeof series->incoming, NULL,
                                  context, error));
}

static void check_received(struct series* series, enum kind kind)
{
    const WCHAR* text = series->incoming.text;
    int right = 0;
    compose(kind, series->index, series->expected);
    if (series->incoming.index != series->index) {
        check(0, "message %u arrived where %u was expected", (unsigned)series->incoming.index,
              (unsigned)series->index);
    } else if (!text || wcscmp(text, series->expected) != 0) {
        check(0, "message %u: a wrong text, of length %u (expected: %u)%s", (unsigned)series->index,
              text ? (unsigned)wcslen(text) : 0, (unsigned)wcslen(series->expected),
              text ? "" : ", none at all");
    } else {
        right = 1;
    }
    series->checked += (UINT32)right;
}

static int dies_now(const struct series* series)
{
    return series->ending == DIE && series->index == series->count / 2;
}

/* The client. */

static HRESULT WSASYNC_CALL reply_received(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                           WS_ASYNC_OPERATION* next,
                                           const WS_ASYNC_CONTEXT* context, WS_ERROR* error);

static HRESULT WSASYNC_CALL request_sent(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                         WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                         WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    if (FAILED(hr)) return close_channel(series, hr, next, context, error);
    if (dies_now(series)) die_here();
    next->function = reply_received;
    return receive_message(series, REPLY, context, error);
}

static HRESULT WSASYNC_CALL reply_received(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                           WS_ASYNC_OPERATION* next,
                                           const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    if (FAILED(hr)) return close_channel(series, hr, next, context, error);
    HOLDS(hr == S_OK, "receiving a reply: %08lX", hex(hr));
    check_received(series, REPLY);
    if (++series->index == series->count) {
        next->function = shut_down;
        return leave(series, SHUT_DOWN, WsShutdownSessionChannel(series->channel, context, error));
    }
    next->function = request_sent;
    return send_message(series, REQUEST, context, error);
}

static HRESULT WSASYNC_CALL channel_opened(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                           WS_ASYNC_OPERATION* next,
                                           const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    if (FAILED(hr)) return close_channel(series, hr, next, context, error);
    next->function = request_sent;
    return send_message(series, REQUEST, context, error);
}

static HRESULT WSASYNC_CALL open_channel(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                         WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                         WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    WCHAR url[64];
    WS_ENDPOINT_ADDRESS address = { .url = { .chars = url } };
    address.url.length = (ULONG)swprintf(url, 64, L"net.tcp://127.0.0.1:%u/session", series->port);
    next->function = channel_opened;
    return leave(series, OPEN_CHANNEL, WsOpenChannel(series->channel, &address, context, error));
}

/* The server. */

static HRESULT WSASYNC_CALL reply_sent(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                       WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                       WS_ERROR* error);

static HRESULT WSASYNC_CALL request_received(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                             WS_ASYNC_OPERATION* next,
                                             const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    if (hr == WS_S_END) series->ended = 1;
    if (FAILED(hr) || hr == WS_S_END) return close_channel(series, hr, next, context, error);
    HOLDS(hr == S_OK, "receiving a request: %08lX", hex(hr));
    check_received(series, REQUEST);
    if (dies_now(series)) die_here();
    next->function = reply_sent;
    return send_message(series, REPLY, context, error);
}

static HRESULT WSASYNC_CALL reply_sent(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                       WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                       WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    if (FAILED(hr)) return close_channel(series, hr, next, context, error);
    series->index++;
    next->function = request_received;
    return receive_message(series, REQUEST, context, error);
}

static HRESULT WSASYNC_CALL channel_accepted(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                             WS_ASYNC_OPERATION* next,
                                             const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    if (FAILED(hr)) return close_channel(series, hr, next, context, error);
    next->function = request_received;
    return receive_message(series, REQUEST, context, error);
}

/* A port that is free now; somebody else may be faster. 0: none is to be had. */
static unsigned free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int size = sizeof address;
    int got = 0;
    SOCKET probe = socket(AF_INET, SOCK_STREAM, 0);
    if (probe == INVALID_SOCKET) return 0;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    got = bind(probe, (struct sockaddr*)&address, sizeof address) == 0 &&
          getsockname(probe, (struct sockaddr*)&address, &size) == 0;
    closesocket(probe);
    return got ? ntohs(address.sin_port) : 0;
}

/* Under its final name the file is complete. */
static void publish_port(const struct series* series)
{
    char unfinished[MAX_PATH + 8];
    FILE* file;
    snprintf(unfinished, sizeof unfinished, "%s.new", series->port_file);
    file = fopen(unfinished, "w");
    check(file != NULL, "writing the port %u to %s", series->port, unfinished);
    if (!file) return;
    fprintf(file, "%u\n", series->port);
    fclose(file);
    check(MoveFileExA(unfinished, series->port_file, MOVEFILE_REPLACE_EXISTING),
          "listening on 127.0.0.1:%u", series->port);
}

static HRESULT WSASYNC_CALL listening(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                      WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                      WS_ERROR* error);

static HRESULT open_on_free_port(struct series* series, WS_ASYNC_OPERATION* next,
                                 const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    WCHAR chars[64];
    WS_STRING url = { .chars = chars };
    series->attempts++;
    series->port = free_port();
    url.length = (ULONG)swprintf(chars, 64, L"net.tcp://127.0.0.1:%u/session", series->port);
    next->function = listening;
    return leave(series, OPEN_LISTENER, WsOpenListener(series->listener, &url, context, error));
}

static HRESULT WSASYNC_CALL listening(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                      WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                      WS_ERROR* error)
{
    struct series* series = enter(state, hr, model);
    if (FAILED(hr)) {
        if (series->attempts == PORT_ATTEMPTS) return close_channel(series, hr, next, context, error);
        atomic_fetch_sub(&failures_seen, 1); /* not what is looked for */
        return open_on_free_port(series, next, context, error);
    }
    publish_port(series);
    next->function = channel_accepted;
    return leave(series, ACCEPT_CHANNEL,
                 WsAcceptChannel(series->listener, series->channel, context, error));
}

static HRESULT WSASYNC_CALL open_listener(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                          WS_ASYNC_OPERATION* next,
                                          const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    return open_on_free_port(enter(state, hr, model), next, context, error);
}

/* One side. */

static void WSASYNC_CALL series_ended(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    struct series* series = state;
    HOLDS(model == WS_LONG_CALLBACK, "the callback's model is %d", (int)model);
    series->result = hr;
    atomic_fetch_add(&callbacks, 1);
    SetEvent(series->done);
}

/* A call may block its own thread, so another one watches that steps keep coming. */
static DWORD WINAPI watch(void* done)
{
    long seen = -1;
    while (WaitForSingleObject(done, PATIENCE) != WAIT_OBJECT_0) {
        long now = atomic_load(&steps_run);
        if (now == seen) {
            check(0, "nothing has happened for %d s, after %ld steps", PATIENCE / 1000, now);
            TerminateProcess(GetCurrentProcess(), STUCK);
        }
        seen = now;
    }
    return 0;
}

/* The client waits for the server's port. */
static unsigned published_port(const char* path)
{
    unsigned port = 0;
    for (int waited = 0; waited < PATIENCE && !port; waited += 10) {
        FILE* file = fopen(path, "r");
        if (file) {
            if (fscanf(file, "%u", &port) != 1) port = 0;
            fclose(file);
        }
        if (!port) Sleep(10);
    }
    check(port != 0, "the server's port is %u", port);
    return port;
}

static int set_up(struct series* series, int server)
{
    BOOL at_once = TRUE; /* else the other side's delayed acknowledgements set the pace */
    WS_CHANNEL_PROPERTY no_delay = { WS_CHANNEL_PROPERTY_NO_DELAY, &at_once, sizeof at_once };
    HRESULT hr;
    if (server) {
        hr = WsCreateListener(WS_CHANNEL_TYPE_DUPLEX_SESSION, WS_TCP_CHANNEL_BINDING, NULL, 0, NULL,
                              &series->listener, NULL);
        check(hr == S_OK, "WsCreateListener: %08lX", hex(hr));
        if (hr != S_OK) return 0;
        hr = WsCreateChannelForListener(series->listener, &no_delay, 1, &series->channel, NULL);
        check(hr == S_OK, "WsCreateChannelForListener: %08lX", hex(hr));
    } else {
        series->port = published_port(series->port_file);
        if (!series->port) return 0;
        hr = WsCreateChannel(WS_CHANNEL_TYPE_DUPLEX_SESSION, WS_TCP_CHANNEL_BINDING, &no_delay, 1,
                             NULL, &series->channel, NULL);
        check(hr == S_OK, "WsCreateChannel: %08lX", hex(hr));
    }
    if (hr != S_OK) return 0;
    hr = WsCreateMessageForChannel(series->channel, NULL, 0, &series->message, NULL);
    check(hr == S_OK, "WsCreateMessageForChannel: %08lX", hex(hr));
    if (hr != S_OK) return 0;
    hr = WsCreateHeap(1 << 20, 0, NULL, 0, &series->heap, NULL);
    check(hr == S_OK, "WsCreateHeap: %08lX", hex(hr));
    return hr == S_OK;
}

static void report(const struct series* series, int server)
{
    long suspensions = 0;
    long elsewhere = atomic_load(&resumed_elsewhere);
    long here = atomic_load(&resumed_here);
    for (int i = 0; i < OPERATIONS; i++) {
        long later = atomic_load(&suspended[i]);
        long at_once = atomic_load(&completed[i]);
        if (later + at_once > 0) {
            say("      %-25s %5ld suspended, %5ld completed in the call", operation_names[i], later,
                at_once);
        }
        suspensions += later;
    }
    check(suspensions > 0, "%ld calls returned WS_S_ASYNC", suspensions);
    check(elsewhere > 0, "%ld resumptions on other threads", elsewhere);
    check(elsewhere + here == suspensions, "%ld + %ld resumptions for %ld suspensions", elsewhere,
          here, suspensions);
    check(atomic_load(&callbacks) == 1, "the callback was called %ld times", atomic_load(&callbacks));
    if (series->ending == CUT) {
        check(FAILED(series->result), "the series ended with %08lX", hex(series->result));
        check(series->result == series->failure, "the failure was first seen as %08lX",
              hex(series->failure));
        check(atomic_load(&failures_seen) == 1, "%ld steps were given a failure",
              atomic_load(&failures_seen));
        check(series->checked >= series->count / 2 && series->checked < series->count,
              "%u of %u messages had been received and were right", (unsigned)series->checked,
              (unsigned)series->count);
    } else {
        check(series->result == S_OK, "the series ended with %08lX", hex(series->result));
        check(atomic_load(&failures_seen) == 0, "%ld steps were given a failure",
              atomic_load(&failures_seen));
        check(series->checked == series->count, "%u of %u messages were received and right",
              (unsigned)series->checked, (unsigned)series->count);
        check(series->sent == series->count, "%u of %u messages were sent", (unsigned)series->sent,
              (unsigned)series->count);
        if (server) check(series->ended, "the end of the session was received: %d", series->ended);
    }
    say("session: %u messages received and %u sent%s, %ld suspensions, "
        "%ld resumptions on other threads, %ld on the same",
        (unsigned)series->checked, (unsigned)series->sent,
        series->ending == CUT ? " before the cut" : "", suspensions, elsewhere, here);
}

static int run(int server, const char* port_file, UINT32 count, enum ending ending)
{
    static struct series series; /* too large for a stack */
    static WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = { series_ended, &series };
    HANDLE watcher;
    HRESULT hr;

    role = server ? "server" : "client";
    series.ending = ending;
    series.count = count;
    series.port_file = port_file;
    series.done = CreateEventA(NULL, TRUE, FALSE, NULL);
    watcher = CreateThread(NULL, 0, watch, series.done, 0, NULL);
    if (!series.done || !watcher) {
        check(0, "no event or thread: error %lu", GetLastError());
        return 1;
    }
    if (!set_up(&series, server)) return 1;

    /* What the state holds before must not matter. */
    memset(&state, 0xA5, sizeof state);
    hr = WsAsyncExecute(&state, server ? open_listener : open_channel, WS_LONG_CALLBACK, &series,
                        &context, NULL);
    check(hr == WS_S_ASYNC, "WsAsyncExecute: %08lX", hex(hr));
    if (hr == WS_S_ASYNC) WaitForSingleObject(series.done, INFINITE); /* watched */

    /* Waits for the channel's threads: after this nothing counts or calls back any more. */
    WsFreeChannel(series.channel);
    WsFreeMessage(series.message);
    WsFreeHeap(series.heap);
    if (server) WsFreeListener(series.listener);
    SetEvent(series.done);
    WaitForSingleObject(watcher, INFINITE);
    report(&series, server);
    return atomic_load(&failed_checks) != 0;
}

/* Both sides, each in a process of its own. */

static HANDLE start(const char* side, const char* port_file, UINT32 count, const char* ending)
{
    char self[MAX_PATH];
    char line[3 * MAX_PATH];
    STARTUPINFOA startup = { .cb = sizeof startup };
    PROCESS_INFORMATION process;
    GetModuleFileNameA(NULL, self, sizeof self);
    snprintf(line, sizeof line, "\"%s\" %s \"%s\" %u %s", self, side, port_file, (unsigned)count,
             ending);
    /* Its output goes where ours goes. */
    if (!CreateProcessA(self, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) {
        check(0, "cannot start %s: error %lu", line, GetLastError());
        return NULL;
    }
    CloseHandle(process.hThread);
    return process.hProcess;
}

static void finish_process(const char* side, HANDLE process, int dies)
{
    DWORD status = 0;
    DWORD expected = dies ? DIED : 0;
    if (!process) return;
    /* Each gives up by itself when it is stuck; this is for what was not thought of. */
    if (WaitForSingleObject(process, 10 * PATIENCE) != WAIT_OBJECT_0) {
        check(0, "the %s does not end", side);
        TerminateProcess(process, STUCK);
    } else {
        GetExitCodeProcess(process, &status);
        check(status == expected, "the %s's exit status is %lu, expected %lu", side, status, expected);
    }
    CloseHandle(process);
}

static void run_pair(UINT32 count, const char* server_ending, const char* client_ending)
{
    char folder[MAX_PATH];
    char port_file[MAX_PATH + 32];
    DWORD began = GetTickCount();
    HANDLE server, client;
    GetTempPathA(sizeof folder, folder);
    snprintf(port_file, sizeof port_file, "%ssession-%lu.port", folder, GetCurrentProcessId());
    DeleteFileA(port_file);
    server = start("server", port_file, count, server_ending);
    client = start("client", port_file, count, client_ending);
    finish_process("client", client, strcmp(client_ending, "die") == 0);
    finish_process("server", server, strcmp(server_ending, "die") == 0);
    DeleteFileA(port_file);
    say("      %lu ms", GetTickCount() - began);
}

static int run_both(UINT32 count, int cut)
{
    if (cut) {
        run_pair(count, "cut", "die");
        run_pair(count, "die", "cut");
    } else {
        run_pair(count, "", "");
    }
    say("session: %u messages each way%s: %s", (unsigned)count,
        cut ? ", cut half-way by either side" : "", atomic_load(&failed_checks) ? "FAILED" : "held");
    return atomic_load(&failed_checks) != 0;
}

static int usage(void)
{
    fprintf(stderr, "usage: session both MESSAGES [cut]\n"
                    "       session server|client PORTFILE MESSAGES [cut|die]\n");
    return 2;
}

int main(int argc, char** argv)
{
    int both = argc >= 2 && strcmp(argv[1], "both") == 0;
    int server = argc >= 2 && strcmp(argv[1], "server") == 0;
    int client = argc >= 2 && strcmp(argv[1], "client") == 0;
    int required = both ? 3 : 4;
    enum ending ending = ORDERLY;
    unsigned long count;
    WSADATA sockets;

    if (!(both || server || client) || argc < required || argc > required + 1) return usage();
    count = strtoul(argv[required - 1], NULL, 10);
    if (argc > required) {
        if (strcmp(argv[required], "cut") == 0) ending = CUT;
        else if (strcmp(argv[required], "die") == 0 && !both) ending = DIE;
        else return usage();
    }
    if (count < 1 || count > 10000000) return usage();
    if (both) return run_both((UINT32)count, ending == CUT);
    if (WSAStartup(MAKEWORD(2, 2), &sockets) != 0) return 1;
    return run(server, argv[2], (UINT32)count, ending);
}
