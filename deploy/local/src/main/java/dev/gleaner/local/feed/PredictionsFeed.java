package dev.gleaner.local.feed;

import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.ResourcePoint;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reports what the services of an estate served, as they would: a report for each hour, whose id is always the same. */
final class PredictionsFeed {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Below the limit of the collector. */
    private static final int MOST_IN_A_BODY = 500;

    private static final Map<EstateMetric, String> FIELDS = Map.of(
            EstateMetric.PREDICTIONS, "predictions",
            EstateMetric.INPUT_TOKENS, "inputTokens",
            EstateMetric.OUTPUT_TOKENS, "outputTokens");

    private final RetryingHttpSender sender;
    private final EstateTimeline estateTimeline;
    private final URI collector;
    private final String token;

    PredictionsFeed(EstateTimeline estateTimeline, URI collector, String token, Duration patience) {
        this.sender = new RetryingHttpSender(patience);
        this.estateTimeline = estateTimeline;
        this.collector = collector;
        this.token = token;
    }

    /** Reports the hours of [from, to), which are whole ones; {@link IOException} when they are rejected. */
    void deliver(Instant from, Instant to) throws IOException, InterruptedException {
        List<Map<String, Object>> reports = reports(from, to);
        for (int first = 0; first < reports.size(); first += MOST_IN_A_BODY) {
            send(reports.subList(first, Math.min(first + MOST_IN_A_BODY, reports.size())));
        }
    }

    private List<Map<String, Object>> reports(Instant from, Instant to) {
        Map<ServedHour, Map<EstateMetric, Double>> sums = new LinkedHashMap<>();
        for (ResourcePoint point : estateTimeline.resourcePoints(EstateMetric.Source.SERVICE, from, to)) {
            sums.computeIfAbsent(ServedHour.of(point), absent -> new TreeMap<>())
                    .merge(point.metric(), point.sample().sum(), Double::sum);
        }
        List<Map<String, Object>> reports = new ArrayList<>();
        sums.forEach((hour, counts) -> reports.add(hour.report(counts)));
        return reports;
    }

    private void send(List<Map<String, Object>> reports) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(collector.resolve("/predictions"))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(reports)))
                .build();
        sender.send(request, "is the token in run/endpoints.json the collector's?");
    }

    /** An hour of a service. */
    private record ServedHour(String service, Instant start) {

        static ServedHour of(ResourcePoint point) {
            return new ServedHour(point.resource(), point.at().truncatedTo(ChronoUnit.HOURS));
        }

        Map<String, Object> report(Map<EstateMetric, Double> counts) {
            Map<String, Object> report = new TreeMap<>(Map.of(
                    "id",
                    service + " " + start,
                    "service",
                    service,
                    "from",
                    start.toString(),
                    "to",
                    start.plus(HOUR).toString()));
            FIELDS.forEach((metric, field) -> {
                Double sum = counts.get(metric);
                if (sum != null) {
                    report.put(field, Math.round(sum));
                }
            });
            return report;
        }
    }
}
