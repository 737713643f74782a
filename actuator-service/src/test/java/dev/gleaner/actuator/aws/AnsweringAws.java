package dev.gleaner.actuator.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.actuator.aws.reachability.AwsReachability;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An AWS that says what a test wants it to say, for what no stand-in says: the real SDK asks it. */
public final class AnsweringAws implements AutoCloseable {

    /** The account that it says its callers are of. */
    public static final String ACCOUNT = "123456789012";

    private static final String IDENTITY = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>" + ACCOUNT
            + "</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final ActuatorAwsClients clients;
    private final AwsReachability reachability = new AwsReachability(new SimpleMeterRegistry());
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> agents = new CopyOnWriteArrayList<>();
    private final List<String> bucketOwners = new CopyOnWriteArrayList<>();
    private volatile boolean isSilent;
    private volatile Answer otherwise =
            new Answer(400, "<Response><Errors><Error><Code>InvalidAction</Code></Error></Errors></Response>");

    public AnsweringAws() {
        this(Duration.ofSeconds(10));
    }

    /** With the time that a call may take with all its retries. */
    public AnsweringAws(Duration callTimeout) {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        clients = new ActuatorAwsClients(config(server.getAddress().getPort(), callTimeout), reachability);
        // As the look does that comes before each call.
        clients.accountOrOwn("");
    }

    public ActuatorAwsClients clients() {
        return clients;
    }

    /** What the clients found out about whether it answers. */
    public AwsReachability reachability() {
        return reachability;
    }

    /** Whether connections are closed without an answer from now on. */
    public void beSilent(boolean silent) {
        isSilent = silent;
    }

    /** From now on calls of this action are answered so; it may go on with how the request does, to be more exact. */
    public void answer(String action, int status, String body) {
        answers.put(action, new Answer(status, body));
    }

    /** Accepts each change of an Auto Scaling group. */
    public void acceptGroupUpdates() {
        answer(
                "UpdateAutoScalingGroup",
                200,
                "<UpdateAutoScalingGroupResponse><ResponseMetadata>"
                        + "<RequestId>r-1</RequestId></ResponseMetadata></UpdateAutoScalingGroupResponse>");
    }

    /** Whatever no answer is known for is answered with this status and nothing else. */
    public void answerOthers(int status) {
        otherwise = new Answer(status, "");
    }

    /** Whatever is asked is answered as EC2 and EC2 Auto Scaling answer what they throttle. */
    public void throttle(String action) {
        answer(
                action,
                503,
                "<Response><Errors><Error><Code>RequestLimitExceeded</Code>"
                        + "<Message>Request limit exceeded.</Message></Error></Errors></Response>");
    }

    /** Bodies of the requests of this action, decoded. */
    public List<String> requests(String action) {
        synchronized (requests) {
            return requests.stream().filter(body -> isOf(body, action)).toList();
        }
    }

    /** Who asked, a user agent a request. */
    public List<String> agents() {
        return agents;
    }

    /** Of which account each request about a bucket said that the bucket has to be; empty where it did not say. */
    public List<String> bucketOwners() {
        return bucketOwners;
    }

    /** What comes of work on a Vert.x context. */
    public <T> T on(Supplier<Uni<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        vertx.getOrCreateContext()
                .runOnContext(ignored -> work.get().subscribe().with(result::complete, result::completeExceptionally));
        return result.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        clients.close();
        server.stop(0);
        vertx.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (isSilent) {
                return;
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (isOf(body, "GetCallerIdentity")) {
                send(exchange, new Answer(200, IDENTITY));
                return;
            }
            agents.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            bucketOwners.add(Objects.requireNonNullElse(
                    exchange.getRequestHeaders().getFirst("x-amz-expected-bucket-owner"), ""));
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String request = target == null
                    ? named(exchange, URLDecoder.decode(body, StandardCharsets.UTF_8))
                    : "Action=" + target.substring(target.indexOf('.') + 1) + "&" + body;
            synchronized (requests) {
                requests.add(request);
            }
            Answer answer = answers.entrySet().stream()
                    .filter(known -> request.startsWith("Action=" + known.getKey()))
                    .max(Comparator.comparingInt(known -> known.getKey().length()))
                    .map(Map.Entry::getValue)
                    .orElse(otherwise);
            send(exchange, answer);
        }
    }

    /** In a REST protocol the action is the method and the path. */
    private static String named(HttpExchange exchange, String body) {
        return body.startsWith("Action=")
                ? body
                : "Action=" + exchange.getRequestMethod() + " "
                        + exchange.getRequestURI().getPath() + "&" + body;
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static boolean isOf(String request, String action) {
        return request.startsWith("Action=" + action + "&");
    }

    private static ActuatorAwsConfig config(int port, Duration callTimeout) {
        return new SmallRyeConfigBuilder()
                .withMapping(ActuatorAwsConfig.class)
                .withDefaultValue("actuator.aws.endpoint", "http://127.0.0.1:" + port)
                .withDefaultValue("actuator.aws.call-timeout", callTimeout.toString())
                .withConverter(Duration.class, 100, Duration::parse)
                .build()
                .getConfigMapping(ActuatorAwsConfig.class);
    }
}
