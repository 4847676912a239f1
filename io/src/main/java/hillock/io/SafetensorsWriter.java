package hillock.io;

import hillock.array.NDArray;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** Writing of safetensors files. */
final class SafetensorsWriter {
    private SafetensorsWriter() {}

    static void write(Path file, SequencedMap<String, NDArray> tensors, Map<String, String> metadata)
            throws IOException {
        // Wide elements first, so that all are aligned in a file that is mapped into memory.
        List<Map.Entry<String, NDArray>> order = tensors.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> -entry.getValue().dtype().bytes()))
                .toList();
        Map<String, Long> offsets = new HashMap<>();
        long end = 0;
        for (Map.Entry<String, NDArray> entry : order) {
            offsets.put(entry.getKey(), end);
            end += ArrayBytes.length(entry.getValue());
        }
        byte[] header = header(tensors, offsets, metadata);
        AtomicFile.write(file, out -> {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Map.Entry<String, NDArray> entry : order) {
                ArrayBytes.write(entry.getValue(), out);
            }
        });
    }

    private static byte[] header(
            SequencedMap<String, NDArray> tensors, Map<String, Long> offsets, Map<String, String> metadata) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonScanner.generator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(Safetensors.METADATA);
                new TreeMap<>(metadata).forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
                write(entry.getKey(), entry.getValue(), offsets.getOrDefault(entry.getKey(), 0L), json);
            }
            json.writeEndObject();
        }
        ByteBuffer bytes = encode(text);
        int length = bytes.remaining();
        int padded = Math.ceilDiv(length, 8) * 8;
        if (padded > Safetensors.LONGEST_HEADER) {
            throw new IllegalArgumentException(
                    "The names and texts take %d bytes, more than the %d a safetensors header may have."
                            .formatted(padded, Safetensors.LONGEST_HEADER));
        }
        byte[] header = new byte[padded];
        bytes.get(header, 0, length);
        Arrays.fill(header, length, padded, (byte) ' ');
        return header;
    }

    private static ByteBuffer encode(StringWriter text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text.getBuffer()));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "A name or text has half a surrogate pair, which UTF-8 cannot express; rename it.", e);
        }
    }

    private static void write(String name, NDArray array, long offset, JsonGenerator json) {
        if (name.equals(Safetensors.METADATA)) {
            throw new IllegalArgumentException(
                    "An array cannot be named '%s' in a safetensors file; rename it.".formatted(name));
        }
        if (array.shape().rank() > Safetensors.MOST_AXES) {
            throw new IllegalArgumentException("Array '%s' has %d axes, more than the %d that a file may have."
                    .formatted(name, array.shape().rank(), Safetensors.MOST_AXES));
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("dtype", Safetensors.Element.of(array.dtype()).name());
        json.writeArrayPropertyStart("shape");
        for (int extent : array.shape().toArray()) {
            json.writeNumber(extent);
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("data_offsets");
        json.writeNumber(offset);
        json.writeNumber(offset + ArrayBytes.length(array));
        json.writeEndArray();
        json.writeEndObject();
    }
}
