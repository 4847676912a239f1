package hillock.interpret;

/** Stand-ins for {@code hillock.arithmetic} until it is there. */
final class Provisional {
    private Provisional() {}

    /** The error function, to about 1e-15 near 0 and absolutely elsewhere. */
    private static double series(double x) {
        if (!(Math.abs(x) < 6)) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return sum * 2 / Math.sqrt(Math.PI);
    }

    static final class Float32 {
        private Float32() {}

        static float exp(float x) {
            float y = (float) StrictMath.exp(x);
            return y < Float.MIN_NORMAL ? 0 : y;
        }

        static float expm1(float x) {
            return (float) StrictMath.expm1(x);
        }

        static float log(float x) {
            return (float) StrictMath.log(x);
        }

        static float log1p(float x) {
            return (float) StrictMath.log1p(x);
        }

        static float sin(float x) {
            return (float) StrictMath.sin(x);
        }

        static float cos(float x) {
            return (float) StrictMath.cos(x);
        }

        static float atan(float x) {
            return (float) StrictMath.atan(x);
        }

        static float tanh(float x) {
            return (float) StrictMath.tanh(x);
        }

        static float pow(float x, float y) {
            return (float) StrictMath.pow(x, y);
        }

        static float erf(float x) {
            return (float) series(x);
        }
    }

    static final class Float64 {
        private Float64() {}

        static double exp(double x) {
            return StrictMath.exp(x);
        }

        static double expm1(double x) {
            return StrictMath.expm1(x);
        }

        static double log(double x) {
            return StrictMath.log(x);
        }

        static double log1p(double x) {
            return StrictMath.log1p(x);
        }

        static double sin(double x) {
            return StrictMath.sin(x);
        }

        static double cos(double x) {
            return StrictMath.cos(x);
        }

        static double atan(double x) {
            return StrictMath.atan(x);
        }

        static double tanh(double x) {
            return StrictMath.tanh(x);
        }

        static double pow(double x, double y) {
            return StrictMath.pow(x, y);
        }

        static double erf(double x) {
            return series(x);
        }
    }

    static final class Sums {
        private Sums() {}

        static float sum(float[] a, int offset, int stride, int length) {
            int count = (length + 4095) / 4096;
            float[] s = new float[Math.max(count, 1)];
            for (int b = 0; b < count; b++) {
                float[] lanes = new float[64];
                for (int i = b * 4096; i < Math.min(length, (b + 1) * 4096); i++) {
                    lanes[i % 64] += a[offset + i * stride];
                }
                for (int h = 32; h > 0; h /= 2) {
                    for (int j = 0; j < h; j++) {
                        lanes[j] += lanes[j + h];
                    }
                }
                s[b] = lanes[0];
            }
            for (int n = count; n > 1; n = (n + 1) / 2) {
                for (int i = 0; i < n / 2; i++) {
                    s[i] = s[2 * i] + s[2 * i + 1];
                }
                if (n % 2 != 0) {
                    s[n / 2] = s[n - 1];
                }
            }
            return s[0];
        }

        static float chain(float[] a, int offset, int stride, int length) {
            float total = 0;
            for (int start = 0; start < length; start += 256) {
                float s = 0;
                for (int i = start; i < Math.min(length, start + 256); i++) {
                    s += a[offset + i * stride];
                }
                total = start == 0 ? s : total + s;
            }
            return total;
        }

        static float dot(float[] a, int aOffset, int aStride, float[] b, int bOffset, int bStride, int length) {
            float total = 0;
            for (int start = 0; start < length; start += 256) {
                float s = 0;
                for (int i = start; i < Math.min(length, start + 256); i++) {
                    s = Math.fma(a[aOffset + i * aStride], b[bOffset + i * bStride], s);
                }
                total = start == 0 ? s : total + s;
            }
            return total;
        }

        static double sum(double[] a, int offset, int stride, int length) {
            int count = (length + 4095) / 4096;
            double[] s = new double[Math.max(count, 1)];
            for (int b = 0; b < count; b++) {
                double[] lanes = new double[64];
                for (int i = b * 4096; i < Math.min(length, (b + 1) * 4096); i++) {
                    lanes[i % 64] += a[offset + i * stride];
                }
                for (int h = 32; h > 0; h /= 2) {
                    for (int j = 0; j < h; j++) {
                        lanes[j] += lanes[j + h];
                    }
                }
                s[b] = lanes[0];
            }
            for (int n = count; n > 1; n = (n + 1) / 2) {
                for (int i = 0; i < n / 2; i++) {
                    s[i] = s[2 * i] + s[2 * i + 1];
                }
                if (n % 2 != 0) {
                    s[n / 2] = s[n - 1];
                }
            }
            return s[0];
        }

        static double chain(double[] a, int offset, int stride, int length) {
            double total = 0;
            for (int start = 0; start < length; start += 256) {
                double s = 0;
                for (int i = start; i < Math.min(length, start + 256); i++) {
                    s += a[offset + i * stride];
                }
                total = start == 0 ? s : total + s;
            }
            return total;
        }

        static double dot(double[] a, int aOffset, int aStride, double[] b, int bOffset, int bStride, int length) {
            double total = 0;
            for (int start = 0; start < length; start += 256) {
                double s = 0;
                for (int i = start; i < Math.min(length, start + 256); i++) {
                    s = Math.fma(a[aOffset + i * aStride], b[bOffset + i * bStride], s);
                }
                total = start == 0 ? s : total + s;
            }
            return total;
        }
    }

    static final class Threefry {
        private Threefry() {}

        static long block(int key0, int key1, int counter0, int counter1) {
            int key2 = 0x1BD11BDA ^ key0 ^ key1;
            int x = counter0 + key0;
            int y = counter1 + key1;

            x += y;
            y = Integer.rotateLeft(y, 13) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 15) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 26) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 6) ^ x;
            x += key1;
            y += key2 + 1;

            x += y;
            y = Integer.rotateLeft(y, 17) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 29) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 16) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 24) ^ x;
            x += key2;
            y += key0 + 2;

            x += y;
            y = Integer.rotateLeft(y, 13) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 15) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 26) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 6) ^ x;
            x += key0;
            y += key1 + 3;

            x += y;
            y = Integer.rotateLeft(y, 17) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 29) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 16) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 24) ^ x;
            x += key1;
            y += key2 + 4;

            x += y;
            y = Integer.rotateLeft(y, 13) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 15) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 26) ^ x;
            x += y;
            y = Integer.rotateLeft(y, 6) ^ x;
            x += key2;
            y += key0 + 5;

            return pack(x, y);
        }

        static long pack(int word0, int word1) {
            return (word0 & 0xFFFFFFFFL) | (long) word1 << 32;
        }

        static int word0(long block) {
            return (int) block;
        }

        static int word1(long block) {
            return (int) (block >>> 32);
        }

        static float uniform24(int word) {
            return (word >>> 8) * 0x1p-24f;
        }

        static double uniform53(int word0, int word1) {
            return (((long) (word0 >>> 5) << 26) | (word1 >>> 6)) * 0x1p-53;
        }
    }
}
