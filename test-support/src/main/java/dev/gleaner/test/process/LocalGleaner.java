package dev.gleaner.test.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Gleaner on this machine as a user has it: started and stopped by the scripts, asked over HTTP. */
public final class LocalGleaner {

    /** A script gives up by itself when nothing moves any more; one that is slow on a busy machine is not at fault. */
    private static final Duration HANG = Duration.ofMinutes(15);

    private final Path root;
    private final Path run;
    private final int portBase;
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * A run that may not have started yet.
     *
     * @param root the checkout, whose services are built
     * @param run folder of its data
     * @param portBase the first of its ports
     */
    public LocalGleaner(Path root, Path run, int portBase) {
        this.root = root;
        this.run = run;
        this.portBase = portBase;
    }

    /** What a script said: its exit code, all that it printed, and how long it took. */
    public record Outcome(int exit, String output, Duration took) {}

    /** Starts it, and waits for its findings. */
    public Outcome up(Map<String, String> environment, String... arguments) {
        return script("deploy/local/up", environment, arguments);
    }

    /** Stops it. */
    public Outcome down(String... arguments) {
        return script("deploy/local/down", Map.of(), arguments);
    }

    /** Lets what was carried out look so many days older. */
    public Outcome simulateDays(String days) {
        return script("deploy/local/simulate-days", Map.of(), days);
    }

    /** Its addresses and its token. */
    public JsonNode endpoints() {
        return file("endpoints.json");
    }

    /** A JSON file of its folder. */
    public JsonNode file(String name) {
        try {
            return Json.mapper().readTree(Files.readString(run.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Address of the AWS stand-in. */
    public URI aws() {
        return URI.create(endpoints().get("aws").asText());
    }

    /** The open findings. */
    public JsonNode openFindings() {
        return findings("open");
    }

    /** ARNs of the open findings. */
    public Map<String, Set<String>> openByRule() {
        return byRule("open");
    }

    /** ARNs of the findings of a status. */
    public Map<String, Set<String>> byRule(String status) {
        Map<String, Set<String>> byRule = new TreeMap<>();
        findings(status)
                .forEach(finding -> byRule.computeIfAbsent(finding.get("rule").asText(), rule -> new TreeSet<>())
                        .add(finding.get("resource").asText()));
        return byRule;
    }

    /** The findings of a status. */
    public JsonNode findings(String status) {
        return get("/api/findings?status=" + status);
    }

    /** ARNs of the findings that the estate has to give. */
    public Map<String, Set<String>> truth() {
        Map<String, Set<String>> byRule = new TreeMap<>();
        file("truth.json").properties().forEach(rule -> {
            Set<String> resources = new TreeSet<>();
            rule.getValue().fieldNames().forEachRemaining(resources::add);
            byRule.put(rule.getKey(), resources);
        });
        return byRule;
    }

    /** The open findings by rule and ARN. */
    public Map<String, JsonNode> open() {
        Map<String, JsonNode> open = new TreeMap<>();
        openFindings()
                .forEach(finding -> open.put(
                        finding.get("rule").asText() + " "
                                + finding.get("resource").asText(),
                        finding));
        return open;
    }

    /**
     * The saving in USD a month that the estate expects of each of these findings, as far as it knows the prices. If it changes from hour to
     * hour, it is that of the hour in which the finding was last confirmed, and unknown after the end of the estate.
     */
    public Map<String, JsonNode> expectedSavings(Map<String, JsonNode> findings) {
        Map<String, JsonNode> savings = new TreeMap<>();
        file("truth.json")
                .properties()
                .forEach(rule -> rule.getValue().properties().forEach(expected -> {
                    String key = rule.getKey() + " " + expected.getKey();
                    JsonNode finding = findings.get(key);
                    if (isKnown(expected.getValue()) && finding != null) {
                        String confirmed = finding.at("/window/to").asText();
                        if (confirmed.compareTo(
                                        expected.getValue().path("through").asText(confirmed))
                                <= 0) {
                            savings.put(key, expectedAt(expected.getValue(), confirmed));
                        }
                    }
                }));
        return savings;
    }

    private static boolean isKnown(JsonNode saving) {
        return saving.has("monthly") || saving.has("cost");
    }

    /** The entry of the newest hour that is not after this one; times of the same form are ordered as texts. */
    private static JsonNode expectedAt(JsonNode expected, String hour) {
        JsonNode found = expected.has("byHour") ? MissingNode.getInstance() : expected;
        for (Map.Entry<String, JsonNode> entry : expected.path("byHour").properties()) {
            if (entry.getKey().compareTo(hour) <= 0) {
                found = entry.getValue();
            }
        }
        return found;
    }

    /** ARNs by rule, as a file of the run folder lists them. */
    public Map<String, Set<String>> resources(String name) {
        Map<String, Set<String>> byRule = new TreeMap<>();
        file(name).properties().forEach(rule -> {
            Set<String> resources = new TreeSet<>();
            rule.getValue().forEach(resource -> resources.add(resource.asText()));
            byRule.put(rule.getKey(), resources);
        });
        return byRule;
    }

    /** What the actuator answers. */
    public JsonNode get(String path) {
        return get("actuator", path);
    }

    /** What a service answers. */
    public JsonNode get(String service, String path) {
        return Json.read(send(request(service, path).GET().build()).body(), JsonNode.class);
    }

    /** Sends JSON to the actuator. */
    public HttpResponse<String> post(String path, Object body) {
        return send(request("actuator", path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)))
                .build());
    }

    /** What a service answers to somebody without a token. */
    public HttpResponse<String> getWithoutToken(String service, String path) {
        return send(HttpRequest.newBuilder(URI.create(endpoints().get(service).asText() + path))
                .build());
    }

    /** A process of the run, such as {@code kafka} or {@code analyzer}; empty when it never started, or has ended. */
    public Optional<ProcessHandle> process(String name) {
        if (Files.notExists(run.resolve("pids").resolve(name + ".json"))) {
            return Optional.empty();
        }
        return ProcessHandle.of(file("pids/" + name + ".json").get("pid").asLong());
    }

    /** Kills a process of the run as the kernel does when there is no memory left, and waits until it is gone. */
    public void kill(String name) {
        ProcessHandle process = process(name).orElseThrow(() -> new IllegalStateException(name + " is not running"));
        process.destroyForcibly();
        process.onExit().join();
    }

    /** The part of the estate's history, 0 to 1, that the feeder has delivered and Kafka has taken. */
    public double replayed() {
        if (Files.notExists(run.resolve("estate-state.json"))) {
            return 0;
        }
        JsonNode state = file("estate-state.json");
        Instant start = Instant.parse(state.get("start").asText());
        Duration delivered =
                Duration.between(start, Instant.parse(state.get("delivered").asText()));
        Duration history =
                Duration.between(start, Instant.parse(state.get("end").asText()));
        return (double) delivered.toMillis() / history.toMillis();
    }

    private HttpRequest.Builder request(String service, String path) {
        return HttpRequest.newBuilder(URI.create(endpoints().get(service).asText() + path))
                .header("Authorization", "Bearer " + endpoints().get("token").asText());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Outcome script(String script, Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("bash", root.resolve(script).toString()));
        command.addAll(List.of(arguments));
        long start = System.nanoTime();
        try {
            Path output = Files.createTempFile("gleaner-script", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("GLEANER_RUN", run.toString());
            builder.environment().put("GLEANER_PORT_BASE", Integer.toString(portBase));
            builder.environment().put("GLEANER_SKIP_BUILD", "true");
            Process process = builder.start();
            if (!process.waitFor(HANG.toMinutes(), TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(script + " did not end:\n" + Files.readString(output));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new Outcome(process.exitValue(), Files.readString(output), took);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
