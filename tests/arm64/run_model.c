/* Runs a model with one float input on ONNX Runtime's C API: run_model LIBRARY MODEL SIDE <tensor
 *
 * The tensor is 1 x 3 x SIDE x SIDE float32, raw. Prints every value of every output, one per line. It is as small as it can be so that
 * it compiles for a machine for which there is no .NET here. The numbers are places in the table of functions, see
 * src/EdgeDaemon.Inference/OnnxRuntime/Interop/OrtFunctions.cs. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef void *handle;
static handle *api;

#define CALL(place, ...) check(place, ((handle(*)())api[place])(__VA_ARGS__))

static void check(int place, handle status) {
    if (!status)
        return;
    fprintf(stderr, "function %d: %s\n", place, ((const char *(*)(handle))api[2])(status));
    exit(1);
}

static void *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END))
        exit(2);
    *size = (size_t)ftell(file);
    rewind(file);
    void *bytes = malloc(*size);
    if (fread(bytes, 1, *size, file) != *size)
        exit(2);
    fclose(file);
    return bytes;
}

static size_t elements_of(handle value) {
    handle shape;
    size_t rank, count = 1;
    int64_t sides[8];
    CALL(65, value, &shape);
    CALL(61, shape, &rank);
    CALL(62, shape, sides, rank);
    for (size_t i = 0; i < rank; i++)
        count *= (size_t)sides[i];
    return count;
}

int main(int argc, char **argv) {
    if (argc != 4)
        return 64;
    handle library = dlopen(argv[1], RTLD_NOW);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    handle *base = ((handle * (*)(void)) dlsym(library, "OrtGetApiBase"))();
    api = ((handle * (*)(uint32_t)) base[0])(21);

    size_t model_size, output_count, side = (size_t)atoi(argv[3]), input_size = 3 * side * side * sizeof(float);
    void *model = read_file(argv[2], &model_size);
    float *input = malloc(input_size);
    if (fread(input, 1, input_size, stdin) != input_size)
        return 2;

    handle env, options, session, memory, allocator, tensor, outputs[8] = {0};
    char *input_name, *output_names[8];
    int64_t shape[4] = {1, 3, (int64_t)side, (int64_t)side};
    CALL(3, 3, "arm64", &env);
    CALL(10, &options);
    CALL(24, options, 1);
    CALL(130, options, "session.x64quantprecision", "1"); /* exact sums also where there is no VNNI, as in the daemon */
    CALL(8, env, model, model_size, options, &session);
    CALL(69, 0, 0, &memory);
    CALL(78, &allocator);
    CALL(36, session, (size_t)0, allocator, &input_name);
    CALL(31, session, &output_count);
    for (size_t i = 0; i < output_count && i < 8; i++)
        CALL(37, session, i, allocator, &output_names[i]);
    CALL(49, memory, input, input_size, shape, (size_t)4, 1, &tensor);
    CALL(9, session, (handle)0, &input_name, &tensor, (size_t)1, output_names, output_count, outputs);
    for (size_t i = 0; i < output_count; i++) {
        float *values;
        CALL(51, outputs[i], &values);
        for (size_t j = 0, count = elements_of(outputs[i]); j < count; j++)
            printf("%.9g\n", values[j]);
    }
    return 0;
}
