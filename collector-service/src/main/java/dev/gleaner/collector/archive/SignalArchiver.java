package dev.gleaner.collector.archive;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FolderOrBucket;
import dev.gleaner.service.kafka.KafkaClientFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Archives signals for backtests, if a folder or bucket is configured. After a failure it continues after the last
 * complete file.
 */
@ApplicationScoped
class SignalArchiver {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Longer than any file in use goes without a write. */
    private static final Duration GRACE = Duration.ofDays(1);

    private final ArchiveConfig config;
    private final RateLimitedAwsClients aws;
    private final KafkaClientFactory kafka;
    private final MeterRegistry meters;
    private final Clock clock;
    private final CountDownLatch end = new CountDownLatch(1);
    private @Nullable Thread thread;

    SignalArchiver(
            ArchiveConfig config,
            RateLimitedAwsClients aws,
            KafkaClientFactory kafka,
            MeterRegistry meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.kafka = kafka;
        this.meters = meters;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        openStorage().ifPresent(place -> {
            thread = new Thread(() -> readOn(place), "archive");
            thread.start();
        });
    }

    /** Closes the files; otherwise the next consumer would read their signals again. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        end.countDown();
        Thread running = thread;
        if (running != null) {
            running.join(PATIENCE.toMillis());
        }
    }

    private Optional<ArchiveStorage> openStorage() {
        Path spool = config.spool().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        return FolderOrBucket.select(
                "collector.archive",
                config.folder(),
                FolderArchiveStorage::new,
                config.s3(),
                place -> new S3ArchiveStorage(aws, place, spool));
    }

    private void readOn(ArchiveStorage place) {
        while (isOn()) {
            PartitionedArchiveWriter files = new PartitionedArchiveWriter(
                    place, config.fileSize().asLongValue(), config.fileAge(), meters, clock);
            try {
                Instant abandoned = clock.instant().minus(config.fileAge()).minus(GRACE);
                ArchiveFileWriter.deleteAbandoned(place.spoolFolder(), abandoned);
                new ArchiveConsumer(kafka, files, this::isOn).run();
            } catch (IOException | RuntimeException e) {
                Log.errorf(e, "Signals can't be archived; tried again in %s", config.pause());
                meters.counter("gleaner.collector.archive.failures").increment();
                discard(files);
                pause();
            }
        }
    }

    private boolean isOn() {
        return end.getCount() > 0;
    }

    private static void discard(PartitionedArchiveWriter files) {
        try {
            files.discardAll();
        } catch (IOException e) {
            Log.warnf("An incomplete file can't be deleted: %s", e.getMessage());
        }
    }

    private void pause() {
        try {
            end.await(config.pause().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.countDown();
        }
    }
}
