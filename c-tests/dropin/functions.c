/*
 * Calls other functions of webservices.dll and prints what they give: the same lines
 * whichever file they come from, so that two can be compared. No pointers, no times,
 * no thread ids. To standard error: the file that they really come from.
 *
 *   functions PATH-OF-THE-DLL
 */
#include <windows.h>

#include <webservices.h>

#include <stdio.h>
#include <string.h>

#define FUNCTIONS(X) \
    X(WsAlloc) X(WsCreateError) X(WsCreateHeap) X(WsCreateMessage) \
    X(WsCreateReader) X(WsCreateWriter) X(WsCreateXmlBuffer) X(WsDateTimeToFileTime) \
    X(WsDecodeUrl) X(WsEncodeUrl) X(WsFileTimeToDateTime) X(WsFindAttribute) X(WsFreeError) \
    X(WsFreeHeap) X(WsFreeMessage) X(WsFreeReader) X(WsFreeWriter) X(WsGetDictionary) \
    X(WsGetErrorProperty) X(WsGetErrorString) X(WsGetHeapProperty) X(WsGetMessageProperty) \
    X(WsGetReaderNode) X(WsGetReaderProperty) X(WsGetWriterProperty) X(WsInitializeMessage) \
    X(WsReadElement) X(WsReadEndElement) X(WsReadNode) X(WsReadStartElement) \
    X(WsReadToStartElement) X(WsReadType) X(WsResetError) X(WsResetHeap) X(WsResetMessage) \
    X(WsSetErrorProperty) X(WsSetInput) X(WsSetOutput) X(WsSetOutputToBuffer) \
    X(WsWriteElement) X(WsWriteEndAttribute) X(WsWriteEndElement) \
    X(WsWriteStartAttribute) X(WsWriteStartElement) X(WsWriteText) \
    X(WsWriteXmlBufferToBytes) X(WsXmlStringEquals)

/* The functions under test; their types are those of the header. */
#define MEMBER(name) __typeof__(name)* name;
static struct {
    FUNCTIONS(MEMBER)
} ws;

static int missing;

static void find(HMODULE library, const char* name, void* function)
{
    FARPROC found = GetProcAddress(library, name);
    if (!found) {
        printf("%s is not exported\n", name);
        missing++;
    }
    memcpy(function, &found, sizeof found); /* no cast between the types is without a warning */
}

/* Printing. */

/* Evaluates to the result, which is printed with the call's text. */
static HRESULT shown(const char* call, HRESULT hr)
{
    printf("%s: %08lX\n", call, (unsigned long)hr);
    return hr;
}
#define SHOW(call) shown(#call, ws.call)

static void bytes(const char* what, const BYTE* from, ULONG length)
{
    printf("  %s, %lu bytes: \"", what, (unsigned long)length);
    for (ULONG i = 0; i < length; i++) {
        if (from[i] >= ' ' && from[i] < 0x7F) putchar(from[i]);
        else printf("\\x%02X", from[i]);
    }
    printf("\"\n");
}

static void xml_string(const char* what, const WS_XML_STRING* string)
{
    if (string) bytes(what, string->bytes, string->length);
    else printf("  %s: none\n", what);
}

static void wide(const char* what, const WCHAR* chars, ULONG length)
{
    printf("  %s, %lu characters: \"", what, (unsigned long)length);
    for (ULONG i = 0; i < length; i++) {
        if (chars[i] >= ' ' && chars[i] < 0x7F) putchar(chars[i]);
        else printf("\\u%04X", chars[i]);
    }
    printf("\"\n");
}

static void string(const char* what, const WS_STRING* text)
{
    wide(what, text->chars, text->length);
}

#define XML(text) { sizeof(text) - 1, (BYTE*)text, NULL, 0 }
#define WIDE(text) { sizeof(text) / sizeof(WCHAR) - 1, (WCHAR*)text }

static void title(const char* text)
{
    printf("\n== %s\n", text);
}

/* The parts. */

static void errors(void)
{
    WS_ERROR* error = NULL;
    WS_ERROR_PROPERTY german = { WS_ERROR_PROPERTY_LANGID, NULL, sizeof(LANGID) };
    LANGID language = MAKELANGID(LANG_GERMAN, SUBLANG_DEFAULT);
    ULONG number = 0xDEAD;
    WS_STRING text = { 0, NULL };
    title("errors");
    german.value = &language;

    SHOW(WsCreateError(NULL, 0, NULL));
    SHOW(WsCreateError(NULL, 0, &error));
    SHOW(WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &number, sizeof number));
    printf("  strings: %lu\n", (unsigned long)number);
    SHOW(WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &number, 1));
    SHOW(WsGetErrorProperty(error, (WS_ERROR_PROPERTY_ID)99, &number, sizeof number));
    SHOW(WsGetErrorProperty(NULL, WS_ERROR_PROPERTY_STRING_COUNT, &number, sizeof number));
    number = 0x80070005;
    SHOW(WsSetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &number, sizeof number));
    number = 0;
    SHOW(WsGetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &number, sizeof number));
    printf("  original code: %08lX\n", (unsigned long)number);
    SHOW(WsSetErrorProperty(error, WS_ERROR_PROPERTY_LANGID, &language, sizeof language));
    SHOW(WsSetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &number, 3));
    SHOW(WsSetErrorProperty(NULL, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &number, sizeof number));
    SHOW(WsGetErrorString(error, 0, &text));
    SHOW(WsGetErrorString(error, 0, NULL));
    SHOW(WsGetErrorString(NULL, 0, &text));
    SHOW(WsResetError(error));
    SHOW(WsResetError(NULL));
    SHOW(WsGetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &number, sizeof number));
    printf("  original code: %08lX\n", (unsigned long)number);
    ws.WsFreeError(error);
    ws.WsFreeError(NULL);

    SHOW(WsCreateError(&german, 1, &error));
    language = 0;
    SHOW(WsGetErrorProperty(error, WS_ERROR_PROPERTY_LANGID, &language, sizeof language));
    printf("  language: %04X\n", language);
    ws.WsFreeError(error);
}

static void heaps(void)
{
    WS_HEAP* heap = NULL;
    void* block = NULL;
    SIZE_T size = 0;
    title("heaps");

    SHOW(WsCreateHeap(4096, 0, NULL, 0, NULL, NULL));
    SHOW(WsCreateHeap(4096, 512, NULL, 0, &heap, NULL));
    SHOW(WsGetHeapProperty(heap, WS_HEAP_PROPERTY_MAX_SIZE, &size, sizeof size, NULL));
    printf("  most: %lu\n", (unsigned long)size);
    SHOW(WsGetHeapProperty(heap, WS_HEAP_PROPERTY_TRIM_SIZE, &size, sizeof size, NULL));
    printf("  trimmed to: %lu\n", (unsigned long)size);
    SHOW(WsAlloc(heap, 1000, &block, NULL));
    if (block) {
        memset(block, 0x5A, 1000);
        printf("  its last byte: %02X\n", ((BYTE*)block)[999]);
    }
    SHOW(WsGetHeapProperty(heap, WS_HEAP_PROPERTY_REQUESTED_SIZE, &size, sizeof size, NULL));
    printf("  requested: %lu\n", (unsigned long)size);
    SHOW(WsAlloc(heap, 4000, &block, NULL));
    SHOW(WsAlloc(heap, 16, NULL, NULL));
    SHOW(WsAlloc(NULL, 16, &block, NULL));
    SHOW(WsGetHeapProperty(heap, WS_HEAP_PROPERTY_MAX_SIZE, &size, 1, NULL));
    SHOW(WsGetHeapProperty(heap, (WS_HEAP_PROPERTY_ID)99, &size, sizeof size, NULL));
    SHOW(WsGetHeapProperty(NULL, WS_HEAP_PROPERTY_MAX_SIZE, &size, sizeof size, NULL));
    SHOW(WsResetHeap(heap, NULL));
    SHOW(WsResetHeap(NULL, NULL));
    SHOW(WsGetHeapProperty(heap, WS_HEAP_PROPERTY_REQUESTED_SIZE, &size, sizeof size, NULL));
    printf("  requested: %lu\n", (unsigned long)size);
    SHOW(WsAlloc(heap, 4000, &block, NULL));
    ws.WsFreeHeap(heap);
    ws.WsFreeHeap(NULL);
}

static void text_of(const WS_XML_TEXT* text)
{
    switch (text->textType) {
    case WS_XML_TEXT_TYPE_UTF8:
        xml_string("text", &((const WS_XML_UTF8_TEXT*)text)->value);
        break;
    case WS_XML_TEXT_TYPE_INT32:
        printf("  text, a number: %d\n", (int)((const WS_XML_INT32_TEXT*)text)->value);
        break;
    default:
        printf("  text of type %d\n", (int)text->textType);
    }
}

static void node(WS_XML_READER* reader)
{
    const WS_XML_NODE* at = NULL;
    HRESULT hr = SHOW(WsGetReaderNode(reader, &at, NULL));
    if (hr != S_OK || !at) return;
    printf("  node of type %d\n", (int)at->nodeType);
    if (at->nodeType == WS_XML_NODE_TYPE_ELEMENT) {
        const WS_XML_ELEMENT_NODE* element = (const WS_XML_ELEMENT_NODE*)at;
        xml_string("name", element->localName);
        xml_string("namespace", element->ns);
        printf("  attributes: %lu, empty: %d\n", (unsigned long)element->attributeCount,
               (int)element->isEmpty);
        for (ULONG i = 0; i < element->attributeCount; i++) {
            const WS_XML_ATTRIBUTE* attribute = element->attributes[i];
            xml_string("attribute", attribute->localName);
            if (attribute->value) text_of(attribute->value);
        }
    } else if (at->nodeType == WS_XML_NODE_TYPE_TEXT) {
        text_of(((const WS_XML_TEXT_NODE*)at)->text);
    } else if (at->nodeType == WS_XML_NODE_TYPE_COMMENT) {
        xml_string("comment", &((const WS_XML_COMMENT_NODE*)at)->value);
    }
}

static HRESULT set_input(WS_XML_READER* reader, const char* document)
{
    WS_XML_READER_TEXT_ENCODING encoding = { { WS_XML_READER_ENCODING_TYPE_TEXT }, WS_CHARSET_AUTO };
    WS_XML_READER_BUFFER_INPUT input = { { WS_XML_READER_INPUT_TYPE_BUFFER }, (void*)document,
                                         (ULONG)strlen(document) };
    printf("  input: %s\n", document);
    return SHOW(WsSetInput(reader, &encoding.encoding, &input.input, NULL, 0, NULL));
}

/* For reading and writing by description: <order number="7"><what>..</what><count>..</count></order> */
struct order {
    INT32 number;
    WS_STRING what;
    UINT64 count;
};
static WS_XML_STRING order_name = XML("order"), number_name = XML("number"), what_name = XML("what"),
                     count_name = XML("count"), empty_name = XML(""), orders_name = XML("urn:orders");
static WS_FIELD_DESCRIPTION number_field = {
    .mapping = WS_ATTRIBUTE_FIELD_MAPPING, .localName = &number_name, .ns = &empty_name,
    .type = WS_INT32_TYPE, .offset = FIELD_OFFSET(struct order, number),
};
static WS_FIELD_DESCRIPTION what_field = {
    .mapping = WS_ELEMENT_FIELD_MAPPING, .localName = &what_name, .ns = &orders_name,
    .type = WS_STRING_TYPE, .offset = FIELD_OFFSET(struct order, what),
};
static WS_FIELD_DESCRIPTION count_field = {
    .mapping = WS_ELEMENT_FIELD_MAPPING, .localName = &count_name, .ns = &orders_name,
    .type = WS_UINT64_TYPE, .offset = FIELD_OFFSET(struct order, count),
};
static WS_FIELD_DESCRIPTION* order_fields[] = { &number_field, &what_field, &count_field };
static WS_STRUCT_DESCRIPTION order_type = {
    .size = sizeof(struct order), .alignment = _Alignof(struct order),
    .fields = order_fields, .fieldCount = 3,
};
static WS_ELEMENT_DESCRIPTION order_element = { &order_name, &orders_name, WS_STRUCT_TYPE, &order_type };

static void reader(void)
{
    static const char* const bad[] = { "<a><b></a>", "<a x='1' x='2'/>", "<a>&nothing;</a>", "", "<" };
    static const char* const orders[] = {
        "<order xmlns='urn:orders' number='-7'><what>a &#233; b &lt;</what>"
            "<count>18446744073709551615</count></order>",
        "<order xmlns='urn:orders' number='x'><what>a</what><count>1</count></order>",
        "<order xmlns='urn:orders' number='7'><what>a</what></order>",
        "<order xmlns='urn:others' number='7'><what>a</what><count>1</count></order>",
    };
    WS_XML_STRING first = XML("first"), second = XML("second"), none = XML("none"),
                  space = XML("urn:p");
    WS_XML_READER* reader = NULL;
    WS_HEAP* heap = NULL;
    ULONG number = 0;
    BOOL found = FALSE;
    title("reader");

    SHOW(WsCreateReader(NULL, 0, NULL, NULL));
    if (SHOW(WsCreateReader(NULL, 0, &reader, NULL)) != S_OK) return;
    if (SHOW(WsCreateHeap(1 << 16, 0, NULL, 0, &heap, NULL)) != S_OK) return;
    SHOW(WsGetReaderProperty(reader, WS_XML_READER_PROPERTY_MAX_DEPTH, &number, sizeof number, NULL));
    printf("  depth: %lu\n", (unsigned long)number);
    SHOW(WsSetInput(NULL, NULL, NULL, NULL, 0, NULL));

    set_input(reader, "<?xml version=\"1.0\"?><p:root xmlns:p='urn:p' first='1' p:second='two'>"
                      "one&amp;two<!-- c --><leaf/></p:root>");
    node(reader);
    SHOW(WsFindAttribute(reader, &first, &empty_name, TRUE, &number, NULL)); /* not at an element */
    SHOW(WsReadToStartElement(reader, NULL, NULL, &found, NULL));
    printf("  found: %d\n", (int)found);
    node(reader);
    SHOW(WsFindAttribute(reader, &first, &empty_name, TRUE, &number, NULL));
    printf("  index: %lu\n", (unsigned long)number);
    SHOW(WsFindAttribute(reader, &second, &space, TRUE, &number, NULL));
    printf("  index: %lu\n", (unsigned long)number);
    SHOW(WsFindAttribute(reader, &none, &empty_name, TRUE, &number, NULL));
    SHOW(WsFindAttribute(reader, &none, &empty_name, FALSE, &number, NULL));
    SHOW(WsFindAttribute(reader, NULL, NULL, TRUE, &number, NULL));
    SHOW(WsReadStartElement(reader, NULL));
    for (int i = 0; i < 5; i++) {
        node(reader);
        SHOW(WsReadNode(reader, NULL));
    }
    SHOW(WsReadEndElement(reader, NULL));
    node(reader);

    set_input(reader, "<other/>");
    SHOW(WsReadToStartElement(reader, &none, &empty_name, &found, NULL));
    printf("  found: %d\n", (int)found);

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        HRESULT hr = set_input(reader, bad[i]);
        for (int steps = 0; hr == S_OK && steps < 8; steps++) hr = SHOW(WsReadNode(reader, NULL));
    }
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct order order = { 0, { 0, NULL }, 0 };
        set_input(reader, orders[i]);
        SHOW(WsReadToStartElement(reader, &order_name, &orders_name, &found, NULL));
        printf("  found: %d\n", (int)found);
        if (SHOW(WsReadType(reader, WS_ELEMENT_TYPE_MAPPING, WS_STRUCT_TYPE, &order_type,
                            WS_READ_REQUIRED_VALUE, heap, &order, sizeof order, NULL)) == S_OK) {
            printf("  order %d of %llu\n", (int)order.number, order.count);
            string("what", &order.what);
        }
        set_input(reader, orders[i]);
        SHOW(WsReadElement(reader, &order_element, WS_READ_REQUIRED_VALUE, heap, &order, sizeof order,
                           NULL));
    }
    ws.WsFreeHeap(heap);
    ws.WsFreeReader(reader);
    ws.WsFreeReader(NULL);
}

static void written(WS_XML_WRITER* writer)
{
    WS_BYTES output = { 0, NULL };
    if (SHOW(WsGetWriterProperty(writer, WS_XML_WRITER_PROPERTY_BYTES, &output, sizeof output, NULL)) ==
        S_OK) {
        bytes("output", output.bytes, output.length);
    }
}

static HRESULT set_output(WS_XML_WRITER* writer, WS_XML_WRITER_ENCODING* encoding)
{
    WS_XML_WRITER_BUFFER_OUTPUT output = { { WS_XML_WRITER_OUTPUT_TYPE_BUFFER } };
    return SHOW(WsSetOutput(writer, encoding, &output.output, NULL, 0, NULL));
}

static void writer(void)
{
    WS_XML_WRITER_TEXT_ENCODING text = { { WS_XML_WRITER_ENCODING_TYPE_TEXT }, WS_CHARSET_UTF8 };
    WS_XML_WRITER_BINARY_ENCODING binary = {
        .encoding = { WS_XML_WRITER_ENCODING_TYPE_BINARY },
    };
    WS_XML_STRING prefix = XML("p"), root = XML("root"), space = XML("urn:p"), attribute = XML("a");
    WS_XML_UTF8_TEXT content = { { WS_XML_TEXT_TYPE_UTF8 }, XML("1 < 2 & \xC3\xA9") };
    WS_XML_INT32_TEXT minus = { { WS_XML_TEXT_TYPE_INT32 }, -2147483647 };
    struct order order = { -7, WIDE(L"a \u00E9 <b>"), 18446744073709551615ULL };
    WS_XML_WRITER_ENCODING* encodings[2];
    WS_XML_WRITER* writer = NULL;
    WS_XML_BUFFER* buffer = NULL;
    WS_HEAP* heap = NULL;
    void* out = NULL;
    ULONG size = 0;
    title("writer");
    encodings[0] = &text.encoding;
    encodings[1] = &binary.encoding;

    SHOW(WsCreateWriter(NULL, 0, NULL, NULL));
    if (SHOW(WsCreateWriter(NULL, 0, &writer, NULL)) != S_OK) return;
    if (SHOW(WsCreateHeap(1 << 16, 0, NULL, 0, &heap, NULL)) != S_OK) return;
    SHOW(WsWriteStartElement(writer, NULL, &root, &space, NULL));
    SHOW(WsGetWriterProperty(writer, WS_XML_WRITER_PROPERTY_MAX_DEPTH, &size, sizeof size, NULL));
    printf("  depth: %lu\n", (unsigned long)size);
    SHOW(WsGetWriterProperty(writer, WS_XML_WRITER_PROPERTY_MAX_DEPTH, &size, 1, NULL));

    for (int i = 0; i < 2; i++) {
        if (set_output(writer, encodings[i]) != S_OK) continue;
        SHOW(WsWriteEndElement(writer, NULL));
        SHOW(WsWriteStartElement(writer, &prefix, &root, NULL, NULL));
        SHOW(WsWriteStartElement(writer, &prefix, &root, &space, NULL));
        SHOW(WsWriteStartAttribute(writer, NULL, &attribute, &empty_name, TRUE, NULL));
        SHOW(WsWriteText(writer, &minus.text, NULL));
        SHOW(WsWriteEndAttribute(writer, NULL));
        SHOW(WsWriteEndAttribute(writer, NULL));
        SHOW(WsWriteText(writer, &content.text, NULL));
        SHOW(WsWriteText(writer, NULL, NULL));
        SHOW(WsWriteEndElement(writer, NULL));
        written(writer);
        set_output(writer, encodings[i]);
        SHOW(WsWriteElement(writer, &order_element, WS_WRITE_REQUIRED_VALUE, &order, sizeof order, NULL));
        written(writer);
        SHOW(WsWriteElement(writer, &order_element, WS_WRITE_REQUIRED_VALUE, &order, 1, NULL));
        SHOW(WsWriteElement(writer, NULL, WS_WRITE_REQUIRED_VALUE, &order, sizeof order, NULL));
    }

    SHOW(WsCreateXmlBuffer(NULL, NULL, 0, &buffer, NULL));
    if (SHOW(WsCreateXmlBuffer(heap, NULL, 0, &buffer, NULL)) == S_OK) {
        SHOW(WsSetOutputToBuffer(writer, buffer, NULL, 0, NULL));
        SHOW(WsWriteElement(writer, &order_element, WS_WRITE_REQUIRED_VALUE, &order, sizeof order, NULL));
        if (SHOW(WsWriteXmlBufferToBytes(writer, buffer, &text.encoding, NULL, 0, heap, &out, &size,
                                         NULL)) == S_OK) {
            bytes("buffer", out, size);
        }
    }
    ws.WsFreeHeap(heap);
    ws.WsFreeWriter(writer);
    ws.WsFreeWriter(NULL);
}

static void strings(void)
{
    WS_XML_STRING left = XML("name"), right = XML("name"), other = XML("Name"), longer = XML("names");
    WS_XML_DICTIONARY* dictionary = NULL;
    title("strings");

    SHOW(WsXmlStringEquals(&left, &right, NULL));
    SHOW(WsXmlStringEquals(&left, &other, NULL));
    SHOW(WsXmlStringEquals(&left, &longer, NULL));
    SHOW(WsXmlStringEquals(&left, NULL, NULL));
    SHOW(WsXmlStringEquals(NULL, NULL, NULL));
    SHOW(WsGetDictionary(WS_ENCODING_XML_UTF8, &dictionary, NULL));
    if (SHOW(WsGetDictionary(WS_ENCODING_XML_BINARY_1, &dictionary, NULL)) == S_OK && dictionary) {
        printf("  strings: %lu\n", (unsigned long)dictionary->stringCount);
        xml_string("its second", &dictionary->strings[1]);
    }
    SHOW(WsGetDictionary(WS_ENCODING_XML_BINARY_1, NULL, NULL));
}

static void urls(void)
{
    static const WS_STRING inputs[] = {
        WIDE(L"http://host.example:8080/a%20path/b?query=%C3%A9#fragment"),
        WIDE(L"https://host"),
        WIDE(L"net.tcp://127.0.0.1:9000/service"),
        WIDE(L"soap.udp://host:3702/"),
        WIDE(L"ftp://host/"),
        WIDE(L"http://host:70000/"),
        WIDE(L"http://"),
        WIDE(L"host"),
        WIDE(L"http://host/%2"),
        WIDE(L""),
    };
    WS_HEAP* heap = NULL;
    WS_URL* url = NULL;
    WS_STRING encoded = { 0, NULL };
    WS_HTTP_URL parts = {
        .url = { WS_URL_HTTP_SCHEME_TYPE }, .host = WIDE(L"host"), .port = 81,
        .path = WIDE(L"/with space/\u00E9"), .query = WIDE(L"a=b c"), .fragment = WIDE(L"f"),
    };
    title("URLs");

    if (SHOW(WsCreateHeap(1 << 16, 0, NULL, 0, &heap, NULL)) != S_OK) return;
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        url = NULL;
        string("input", &inputs[i]);
        if (SHOW(WsDecodeUrl(&inputs[i], 0, heap, &url, NULL)) != S_OK || !url) continue;
        const WS_HTTP_URL* decoded = (const WS_HTTP_URL*)url; /* the others have the same form */
        printf("  scheme %d, port %u\n", (int)decoded->url.scheme, decoded->port);
        string("host", &decoded->host);
        string("port", &decoded->portAsString);
        string("path", &decoded->path);
        string("query", &decoded->query);
        string("fragment", &decoded->fragment);
        if (SHOW(WsEncodeUrl(url, 0, heap, &encoded, NULL)) == S_OK) string("again", &encoded);
    }
    SHOW(WsDecodeUrl(NULL, 0, heap, &url, NULL));
    SHOW(WsDecodeUrl(&inputs[0], 0, NULL, &url, NULL));
    if (SHOW(WsEncodeUrl(&parts.url, 0, heap, &encoded, NULL)) == S_OK) string("encoded", &encoded);
    parts.url.scheme = (WS_URL_SCHEME_TYPE)99;
    SHOW(WsEncodeUrl(&parts.url, 0, heap, &encoded, NULL));
    SHOW(WsEncodeUrl(NULL, 0, heap, &encoded, NULL));
    ws.WsFreeHeap(heap);
}

static void times(void)
{
    static const unsigned __int64 inputs[] = {
        0, 0x0701CE1722770000, 0x0701CE1722770001, 0x08D0000000000000, 0x2BCA2875F4374000,
        0xFFFFFFFFFFFFFFFF,
    };
    FILETIME file = { 0, 0 };
    WS_DATETIME date = { 0, WS_DATETIME_FORMAT_UTC };
    title("times");

    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        WS_DATETIME input = { inputs[i], WS_DATETIME_FORMAT_UTC };
        printf("  input: %016llX\n", input.ticks);
        if (SHOW(WsDateTimeToFileTime(&input, &file, NULL)) != S_OK) continue;
        printf("  file time: %08lX %08lX\n", file.dwHighDateTime, file.dwLowDateTime);
        SHOW(WsFileTimeToDateTime(&file, &date, NULL));
        printf("  again: %016llX, format %d\n", date.ticks, (int)date.format);
    }
    SHOW(WsDateTimeToFileTime(NULL, &file, NULL));
    SHOW(WsDateTimeToFileTime(&date, NULL, NULL));
    SHOW(WsFileTimeToDateTime(NULL, &date, NULL));
}

static void messages(void)
{
    WS_MESSAGE* message = NULL;
    WS_MESSAGE_STATE state = (WS_MESSAGE_STATE)0;
    WS_ENVELOPE_VERSION version = (WS_ENVELOPE_VERSION)0;
    BOOL addressed = 99;
    title("messages");

    SHOW(WsCreateMessage(WS_ENVELOPE_VERSION_SOAP_1_1, WS_ADDRESSING_VERSION_0_9, NULL, 0, NULL, NULL));
    SHOW(WsCreateMessage((WS_ENVELOPE_VERSION)0, (WS_ADDRESSING_VERSION)0, NULL, 0, &message, NULL));
    if (SHOW(WsCreateMessage(WS_ENVELOPE_VERSION_SOAP_1_2, WS_ADDRESSING_VERSION_1_0, NULL, 0, &message,
                             NULL)) != S_OK) {
        return;
    }
    SHOW(WsGetMessageProperty(message, WS_MESSAGE_PROPERTY_STATE, &state, sizeof state, NULL));
    printf("  state: %d\n", (int)state);
    SHOW(WsInitializeMessage(message, WS_REQUEST_MESSAGE, NULL, NULL));
    SHOW(WsInitializeMessage(message, WS_REQUEST_MESSAGE, NULL, NULL));
    SHOW(WsGetMessageProperty(message, WS_MESSAGE_PROPERTY_STATE, &state, sizeof state, NULL));
    printf("  state: %d\n", (int)state);
    SHOW(WsGetMessageProperty(message, WS_MESSAGE_PROPERTY_ENVELOPE_VERSION, &version, sizeof version,
                              NULL));
    printf("  version: %d\n", (int)version);
    SHOW(WsGetMessageProperty(message, WS_MESSAGE_PROPERTY_IS_ADDRESSED, &addressed, sizeof addressed,
                              NULL));
    printf("  addressed: %d\n", (int)addressed);
    SHOW(WsGetMessageProperty(message, WS_MESSAGE_PROPERTY_STATE, &state, 1, NULL));
    SHOW(WsGetMessageProperty(message, (WS_MESSAGE_PROPERTY_ID)99, &state, sizeof state, NULL));
    SHOW(WsGetMessageProperty(NULL, WS_MESSAGE_PROPERTY_STATE, &state, sizeof state, NULL));
    SHOW(WsResetMessage(message, NULL));
    SHOW(WsResetMessage(NULL, NULL));
    SHOW(WsGetMessageProperty(message, WS_MESSAGE_PROPERTY_STATE, &state, sizeof state, NULL));
    printf("  state: %d\n", (int)state);
    ws.WsFreeMessage(message);
    ws.WsFreeMessage(NULL);
}

static unsigned long image_size(HMODULE library)
{
    const BYTE* base = (const BYTE*)library;
    const IMAGE_NT_HEADERS* headers =
        (const IMAGE_NT_HEADERS*)(base + ((const IMAGE_DOS_HEADER*)base)->e_lfanew);
    return headers->OptionalHeader.SizeOfImage;
}

int main(int argc, char** argv)
{
    char path[MAX_PATH] = "";
    HMODULE library;
    if (argc != 2) {
        fprintf(stderr, "usage: functions PATH-OF-WEBSERVICES.DLL\n");
        return 2;
    }
    library = LoadLibraryA(argv[1]);
    if (!library) {
        fprintf(stderr, "cannot load %s: error %lu\n", argv[1], GetLastError());
        return 2;
    }
    /* Wine may give its own DLL the path that was asked for; the sizes differ a hundredfold. */
    GetModuleFileNameA(library, path, sizeof path);
    fprintf(stderr, "functions of %s, %lu bytes of memory\n", path, image_size(library));

    /* A crash must not hide the line that led to it. */
    setvbuf(stdout, NULL, _IONBF, 0);
#define FIND(name) find(library, #name, &ws.name);
    FUNCTIONS(FIND)
    if (missing) return 1;

    errors();
    heaps();
    reader();
    writer();
    strings();
    urls();
    times();
    messages();
    printf("\ndone\n");
    return 0;
}
