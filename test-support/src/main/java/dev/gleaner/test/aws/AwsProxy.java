package dev.gleaner.test.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A proxy for an AWS endpoint that records every call. It can hold a call before or after AWS executes it, or answer it
 * in place of AWS. With it a test counts side effects, and stops a service between the intent and the observation of an
 * action.
 */
public final class AwsProxy implements AutoCloseable {

    /** A call that reached AWS. In a REST protocol the action is the method and the path with its query. */
    public record Call(String action, String body) {}

    /** When a call is held. */
    public enum Moment {
        /** Before AWS receives it. */
        BEFORE,
        /** After AWS has executed it, before the caller receives the response. */
        AFTER
    }

    private record Answer(String action, int status, String body) {}

    /** A fault for every matching call, until the proxy is closed. */
    private record Standing(Predicate<Call> which, Deed deed) {}

    /** What the proxy does instead of passing on a call or its response. */
    private sealed interface Deed {
        record Reply(int status, String body) implements Deed {}

        record Drop() implements Deed {}

        record Rewrite(UnaryOperator<String> body) implements Deed {}

        /** Answers with the first response to the same call. */
        record Repeat(Map<Call, HttpResponse<byte[]>> said) implements Deed {}

        record Lose() implements Deed {}
    }

    private record Hold(Predicate<Call> which, Moment moment, Held held) {}

    private static final Set<String> NOT_FORWARDED =
            // The checksum would not match a rewritten body.
            Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding", "x-amz-crc32");

    private final HttpServer server;
    private final URI target;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicReference<Hold> hold = new AtomicReference<>();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final List<Standing> standing = new CopyOnWriteArrayList<>();

    private AwsProxy(HttpServer server, URI target) {
        this.server = server;
        this.target = target;
    }

    /** Starts a proxy on this port of 127.0.0.1 (0: any free port). */
    public static AwsProxy start(int port, URI target) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            AwsProxy proxy = new AwsProxy(server, target);
            server.createContext("/", proxy::pass);
            server.setExecutor(Executors.newCachedThreadPool(runnable -> {
                Thread thread = new Thread(runnable, "aws-proxy");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address for clients. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Calls of this action that reached AWS. */
    public List<Call> calls(String action) {
        return calls.stream().filter(call -> call.action().equals(action)).toList();
    }

    /** All calls that reached AWS, in order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Clears the recorded calls. */
    public void clearCalls() {
        calls.clear();
    }

    /** Answers every matching call from now on in place of AWS, which does not receive it. */
    public void answerAll(Predicate<Call> which, int status, String body) {
        standing.add(new Standing(which, new Deed.Reply(status, body)));
    }

    /** Closes the connection of every matching call from now on, before AWS receives it. */
    public void dropAll(Predicate<Call> which) {
        standing.add(new Standing(which, new Deed.Drop()));
    }

    /** Closes the connection of every matching call from now on, after AWS has executed it. */
    public void dropResponses(Predicate<Call> which) {
        standing.add(new Standing(which, new Deed.Lose()));
    }

    /** Answers every matching call from now on with the first response to the same call, so that changes are not visible. */
    public void repeatFirstResponse(Predicate<Call> which) {
        standing.add(new Standing(which, new Deed.Repeat(new ConcurrentHashMap<>())));
    }

    /** Rewrites the body of the response to every matching call from now on. */
    public void rewriteResponses(Predicate<Call> which, UnaryOperator<String> body) {
        standing.add(new Standing(which, new Deed.Rewrite(body)));
    }

    /** Holds the next call of this action; {@link Held#awaitReached} waits for it. */
    public Held holdNext(String action, Moment moment) {
        return holdNext(call -> call.action().equals(action), moment);
    }

    /** Holds the next matching call, where others make calls of the same action. */
    public Held holdNext(Predicate<Call> which, Moment moment) {
        Held held = new Held();
        hold.set(new Hold(which, moment, held));
        return held;
    }

    /**
     * Answers the next call of this action in place of AWS, which does not receive it. Two invocations answer the next
     * two calls.
     */
    public void answerNext(String action, int status, String body) {
        answers.add(new Answer(action, status, body));
    }

    /** A call that is or will be held. */
    public static final class Held {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CompletableFuture<Boolean> goesOn = new CompletableFuture<>();

        /** Waits until the call is held; false at the timeout. */
        public boolean awaitReached(Duration timeout) throws InterruptedException {
            return reached.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** Continues the call. */
        public void release() {
            goesOn.complete(true);
        }

        /** Closes its connection without a response. */
        public void drop() {
            goesOn.complete(false);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String action = action(exchange, new String(body, StandardCharsets.UTF_8));
            Call call = new Call(action, new String(body, StandardCharsets.UTF_8));
            Optional<Deed> deed = standing.stream()
                    .filter(one -> one.which().test(call))
                    .map(Standing::deed)
                    .findFirst();
            if (answered(exchange, action) || isDone(exchange, deed)) {
                return;
            }
            if (!goesOn(call, Moment.BEFORE)) {
                return;
            }
            calls.add(call);
            HttpResponse<byte[]> response =
                    repeated(deed, call, client.send(request(exchange, body), HttpResponse.BodyHandlers.ofByteArray()));
            if (goesOn(call, Moment.AFTER) && !(deed.orElse(null) instanceof Deed.Lose)) {
                answer(exchange, response, rewritten(deed, response.body()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    /** Whether the proxy has answered or dropped the call. */
    private static boolean isDone(HttpExchange exchange, Optional<Deed> deed) throws IOException {
        if (deed.orElse(null) instanceof Deed.Reply reply) {
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            return true;
        }
        return deed.orElse(null) instanceof Deed.Drop;
    }

    private static HttpResponse<byte[]> repeated(Optional<Deed> deed, Call call, HttpResponse<byte[]> response) {
        if (!(deed.orElse(null) instanceof Deed.Repeat repeat)) {
            return response;
        }
        HttpResponse<byte[]> earlier = repeat.said().putIfAbsent(call, response);
        return earlier == null ? response : earlier;
    }

    private static byte[] rewritten(Optional<Deed> deed, byte[] body) {
        return deed.orElse(null) instanceof Deed.Rewrite rewrite
                ? rewrite.body().apply(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                : body;
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response, byte[] body) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
        });
        exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private boolean answered(HttpExchange exchange, String action) throws IOException {
        Answer answer = answers.stream()
                .filter(candidate -> candidate.action().equals(action))
                .findFirst()
                .orElse(null);
        if (answer == null || !answers.remove(answer)) {
            return false;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        return true;
    }

    private boolean goesOn(Call call, Moment moment) {
        Hold current = hold.get();
        if (current == null
                || current.moment() != moment
                || !current.which().test(call)
                || !hold.compareAndSet(current, null)) {
            return true;
        }
        current.held().reached.countDown();
        return current.held().goesOn.join();
    }

    private static String action(HttpExchange exchange, String body) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            return target.substring(target.lastIndexOf('.') + 1);
        }
        for (String pair : body.split("&")) {
            if (pair.startsWith("Action=")) {
                return URLDecoder.decode(pair.substring("Action=".length()), StandardCharsets.UTF_8);
            }
        }
        return exchange.getRequestMethod() + " " + exchange.getRequestURI();
    }
}
