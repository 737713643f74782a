package dev.gleaner.local.feed;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.output.NvidiaSmiRenderer;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/** Sends the output of nvidia-smi on the GPU hosts of an estate, as an agent on each host would. */
final class NvidiaSmiFeed {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    private final RetryingHttpSender sender;
    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final NvidiaSmiRenderer renderer;
    private final URI collector;
    private final String token;

    NvidiaSmiFeed(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            URI collector,
            String token,
            Duration patience) {
        this.sender = new RetryingHttpSender(patience);
        this.estateTimeline = estateTimeline;
        this.identities = identities;
        this.renderer = new NvidiaSmiRenderer(estateTimeline);
        this.collector = collector;
        this.token = token;
    }

    /** Sends the readings of [from, to) of running hosts; {@link IOException} when they are rejected. */
    void deliver(Instant from, Instant to, Predicate<EstateInstance> running) throws IOException, InterruptedException {
        Instant start = from.isAfter(renderer.start()) ? from : renderer.start();
        for (HostGpus hostGpus : estateTimeline.estate().cards()) {
            EstateInstance host = estateTimeline.estate().require(hostGpus.resource());
            if (running.test(host)) {
                Instant change =
                        hostGpus.since() == null ? start : hostGpus.since().resolve(estateTimeline.end());
                Instant middle = change.isAfter(start) && change.isBefore(to) ? change : start;
                send(host, renderer.text(hostGpus, start, middle));
                send(host, renderer.text(hostGpus, middle, to));
            }
        }
    }

    private void send(EstateInstance host, String text) throws IOException, InterruptedException {
        if (text.isEmpty()) {
            return;
        }
        String arn = URLEncoder.encode(identities.arn(host).toString(), StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(collector.resolve("/gpu?zone=UTC&instance=" + arn))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(text))
                .build();
        sender.send(request, "is the token in run/endpoints.json the collector's?");
    }
}
