package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.collector.source.gpu.GpuHost;
import dev.gleaner.collector.source.gpu.GpuSignalFactory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** GPUs monitored by dcgm-exporter. Missing responses are counted; their readings can't be requested later. */
@ApplicationScoped
class DcgmSource implements PolledSource {

    private static final String NAME = "gpu-dcgm";

    private final GpuConfig.Dcgm config;
    private final KafkaPublisher publisher;
    private final ProgressPublisher progress;
    private final SourceMeters meters;
    private final Clock clock;
    private final DcgmDiscovery discovery;
    private final MinuteBuffer minutes = new MinuteBuffer();
    private List<DcgmPoller.Target> configured = List.of();
    private @Nullable DcgmPoller round;

    DcgmSource(
            GpuConfig config,
            InstanceRegistry instanceRegistry,
            KafkaPublisher publisher,
            ProgressPublisher progress,
            SourceMeters meters,
            Clock clock) {
        this.config = config.dcgm();
        this.discovery = new DcgmDiscovery(instanceRegistry);
        this.publisher = publisher;
        this.progress = progress;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public Polling polling() {
        return new Polling(NAME, !config.targets().isEmpty() || config.discover(), config.interval());
    }

    /** Reports an invalid target at start. */
    @Override
    public void prepare() {
        configured = config.targets().stream().map(DcgmPoller.Target::of).toList();
        round = new DcgmPoller(config, clock);
    }

    @Override
    public void poll() {
        DcgmPoller poller = round;
        if (poller == null) {
            throw new IllegalStateException("polled before it was prepared");
        }
        List<DcgmPoller.Target> targets =
                config.discover() ? DcgmDiscovery.merge(configured, discovery.find()) : configured;
        poller.pollAll(targets).forEach(this::take);
        publish(minutes.completedMinutes(clock.instant()));
    }

    void stop(@Observes ShutdownEvent event) {
        Optional.ofNullable(round).ifPresent(DcgmPoller::close);
    }

    private void take(DcgmPoller.Target target, Optional<DcgmPoller.Answer> answer) {
        if (answer.isEmpty()) {
            meters.unavailable(NAME);
            return;
        }
        ParsedDcgmResponse reading = answer.get().reading();
        List<DeadLetter> letters = letters(target, answer.get());
        publisher.publishDeadLetters(letters);
        minutes.add(target, reading.readings(answer.get().at()), clock.instant());
        meters.files(NAME, 1);
        meters.records(NAME, reading.samples());
        meters.deadLetters(NAME, letters.size());
    }

    /** At most one dead letter per response. */
    private static List<DeadLetter> letters(DcgmPoller.Target target, DcgmPoller.Answer answer) {
        return answer.reading().bad().stream()
                .map(bad -> DeadLetterFactory.create(
                        NAME, target.url().toString(), bad.number(), DeadLetterExcerpt.of(answer.body()), bad.reason()))
                .toList();
    }

    private void publish(Map<DcgmPoller.Target, List<GpuDeviceReading>> over) {
        List<Signal> signals = new ArrayList<>();
        over.forEach((target, readings) -> signals.addAll(
                new GpuSignalFactory(NAME, target.host(), target.url().toString()).create(readings, clock.millis())));
        publisher.publishSignals(signals);
        minutes.remove(over);
        meters.signals(NAME, signals.size());
        over.forEach(this::advance);
    }

    private void advance(DcgmPoller.Target target, List<GpuDeviceReading> readings) {
        GpuHost host = target.host();
        readings.stream()
                .map(GpuDeviceReading::time)
                .max(Instant::compareTo)
                .ifPresent(newest -> progress.advance(
                        new SourceScope(
                                NAME, host.instance().account(), host.instance().region()),
                        newest));
    }

    /** Readings whose minute has not ended, or that Kafka has not acknowledged: a signal contains a whole minute. */
    static final class MinuteBuffer {

        /** Older readings are discarded, which limits memory while Kafka is unavailable. */
        private static final Duration RETENTION = Duration.ofHours(1);

        private final Map<DcgmPoller.Target, List<GpuDeviceReading>> open = new HashMap<>();

        void add(DcgmPoller.Target target, List<GpuDeviceReading> readings, Instant now) {
            List<GpuDeviceReading> all = open.computeIfAbsent(target, key -> new ArrayList<>());
            all.addAll(readings);
            all.removeIf(reading -> reading.time().isBefore(now.minus(RETENTION)));
        }

        /** Readings of the minutes that have ended. */
        Map<DcgmPoller.Target, List<GpuDeviceReading>> completedMinutes(Instant now) {
            Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
            Map<DcgmPoller.Target, List<GpuDeviceReading>> over = new HashMap<>();
            open.forEach((target, readings) -> over.put(
                    target,
                    readings.stream()
                            .filter(reading -> reading.minute().isBefore(minute))
                            .toList()));
            over.values().removeIf(List::isEmpty);
            return over;
        }

        /** Removes readings that have been published. */
        void remove(Map<DcgmPoller.Target, List<GpuDeviceReading>> published) {
            open.forEach((target, readings) -> readings.removeAll(published.getOrDefault(target, List.of())));
            // An exporter that was found may be gone.
            open.values().removeIf(List::isEmpty);
        }
    }
}
