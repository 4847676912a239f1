package hillock.io;

import hillock.array.NDArray;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Checksums by which two sets of weights can be compared at a glance. */
public final class Hashes {
    private Hashes() {}

    /**
     * The SHA-256 of named arrays, in hexadecimal. It covers names, element types, shapes and the bits of every
     * element; the order of the map does not matter, and all NaNs count as one. Equal bits give equal hashes on every
     * machine.
     *
     * <p>Hashed are, for each array in the order of the names: the name as UTF-8 and the element type, each after its
     * length; the number of axes; the extents; the elements, little-endian. Lengths and extents are big-endian 32-bit
     * numbers.
     */
    public static String weightsSha256(Map<String, NDArray> weights) {
        MessageDigest digest = sha256();
        try (DataOutputStream out =
                new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            for (Map.Entry<String, NDArray> entry : new TreeMap<>(weights).entrySet()) {
                NDArray array = entry.getValue();
                text(entry.getKey(), out);
                text(array.dtype().toString(), out);
                out.writeInt(array.shape().rank());
                for (int extent : array.shape().toArray()) {
                    out.writeInt(extent);
                }
                ArrayBytes.write(array, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }
}
