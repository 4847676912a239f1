package service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hillock.data.TableException;
import hillock.io.FormatException;
import hillock.io.Json;
import hillock.io.JsonTable;
import hillock.train.Prediction;
import hillock.train.Predictor;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Executors;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A trained network as a web service: rows of a table as JSON in, predictions out. Every request has a virtual thread
 * of its own; all share one predictor.
 *
 * <pre>
 * java ... service.Service penguins.safetensors 8080
 * curl localhost:8080/predict -d '[{"island": "Biscoe", "beak_length_mm": 46.1, ...}]'
 * </pre>
 */
public final class Service {
    private static final int LONGEST_REQUEST = 1 << 20;

    private final Predictor predictor;

    private Service(Predictor predictor) {
        this.predictor = predictor;
    }

    /** Starts the service on this machine's own address; port 0 takes a free one. */
    public static void main(String[] arguments) throws IOException {
        Service service = new Service(Predictor.load(Path.of(arguments[0])));
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1])), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/predict", service::answer);
        server.start();
        IO.println("listening on http://127.0.0.1:%d/predict".formatted(server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readNBytes(LONGEST_REQUEST + 1);
            if (request.length > LONGEST_REQUEST) {
                send(exchange, 413, error("The request is longer than " + LONGEST_REQUEST + " bytes."));
                return;
            }
            try {
                var rows = JsonTable.read(new StringReader(new String(request, UTF_8)), "the request");
                List<Prediction> predictions = predictor.predict(rows);
                send(exchange, 200, Json.of(predictions.stream().map(Service::json).toList()));
            } catch (FormatException | TableException e) {
                send(exchange, 400, error(e.getMessage()));
            }
        }
    }

    private static Json json(Prediction prediction) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        if (prediction.labels().isEmpty()) {
            members.put("value", Json.of(prediction.value()));
        } else {
            members.put("label", Json.of(prediction.label()));
            members.put("probability", Json.of(prediction.probability()));
        }
        return Json.of(members);
    }

    private static Json error(String message) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("error", Json.of(message));
        return Json.of(members);
    }

    private static void send(HttpExchange exchange, int status, Json body) throws IOException {
        byte[] bytes = body.print().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
