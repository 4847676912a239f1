package hillock.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Fetching of small files over HTTP into memory, with a bound on size and on silence. */
final class Download {
    private Download() {}

    /** Told how many bytes have come, and how many will, or -1 if the server did not say. */
    interface Progress {
        void received(long bytes, long total);
    }

    /**
     * The bytes behind an address.
     *
     * @param most the most bytes taken
     * @param patience how long the server may be silent
     * @throws IOException saying in one line why it failed, without the address
     */
    static byte[] fetch(URI address, long most, Duration patience, Progress progress) throws IOException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(address).build();
        } catch (IllegalArgumentException e) {
            throw new IOException("this is no http or https address", e);
        }
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(patience)
                .build()) {
            AtomicLong lastHeard = new AtomicLong(System.nanoTime());
            CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(
                    request,
                    info -> info.statusCode() == 200
                            ? new Body(
                                    most,
                                    info.headers()
                                            .firstValueAsLong("content-length")
                                            .orElse(-1),
                                    lastHeard,
                                    progress)
                            : HttpResponse.BodySubscribers.replacing(new byte[0]));
            try {
                HttpResponse<byte[]> done = await(response, lastHeard, patience);
                if (done.statusCode() != 200) {
                    throw new IOException("the server answered " + done.statusCode());
                }
                return done.body();
            } finally {
                response.cancel(true);
                client.shutdownNow();
            }
        }
    }

    private static HttpResponse<byte[]> await(
            CompletableFuture<HttpResponse<byte[]>> response, AtomicLong lastHeard, Duration patience)
            throws IOException {
        while (true) {
            long remaining = patience.toNanos() - (System.nanoTime() - lastHeard.get());
            if (remaining <= 0) {
                throw new IOException("the server was silent for %d seconds".formatted(patience.toSeconds()));
            }
            try {
                return response.get(remaining, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // It may have spoken since; look again.
            } catch (ExecutionException e) {
                throw new IOException(reason(e), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the download was interrupted", e);
            }
        }
    }

    /** HTTP's own exceptions often have no message: then the class says more than nothing. */
    private static String reason(ExecutionException e) {
        String said = "it failed";
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof java.nio.channels.UnresolvedAddressException) {
                return "the host's name is not known (no network?)";
            } else if (cause instanceof java.nio.channels.ClosedChannelException) {
                // So HTTP's client reports a connection that was refused.
                return "no connection (no network, or no server there?)";
            }
            said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }
        return said;
    }

    private static final class Body implements HttpResponse.BodySubscriber<byte[]> {
        private final long most;
        private final long total;
        private final AtomicLong lastHeard;
        private final Progress progress;
        private final CompletableFuture<byte[]> result = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        Body(long most, long total, AtomicLong lastHeard, Progress progress) {
            this.most = most;
            this.total = total;
            this.lastHeard = lastHeard;
            this.progress = progress;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            lastHeard.set(System.nanoTime());
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + (long) buffer.remaining() > most) {
                    stop(new IOException("more than the expected %d bytes came".formatted(most)));
                    return;
                }
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                bytes.writeBytes(piece);
            }
            try {
                progress.received(bytes.size(), total);
            } catch (RuntimeException e) {
                stop(e);
                return;
            }
            if (subscription != null) {
                subscription.request(1);
            }
        }

        private void stop(Throwable reason) {
            if (subscription != null) {
                subscription.cancel();
            }
            result.completeExceptionally(reason);
        }

        @Override
        public void onError(Throwable throwable) {
            result.completeExceptionally(throwable);
        }

        @Override
        public void onComplete() {
            result.complete(bytes.toByteArray());
        }
    }
}
