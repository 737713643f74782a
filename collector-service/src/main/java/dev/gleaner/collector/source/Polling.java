package dev.gleaner.collector.source;

import dev.gleaner.collector.aws.Asking;
import dev.gleaner.collector.aws.CallMeter;
import dev.gleaner.collector.progress.Backfill;
import dev.gleaner.collector.progress.Lag;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Polls every source that is enabled at its interval. */
@ApplicationScoped
class Polling {

    private final Scheduler scheduler;
    private final List<Source> sources;
    private final Backfill backfill;
    private final Lag lag;
    private final CallMeter calls;

    Polling(Scheduler scheduler, @All List<Source> sources, Backfill backfill, Lag lag, CallMeter calls) {
        this.scheduler = scheduler;
        this.sources = sources;
        this.backfill = backfill;
        this.lag = lag;
        this.calls = calls;
    }

    void start(@Observes StartupEvent event) {
        List<Source> enabled = sources.stream().filter(Source::enabled).toList();
        enabled.forEach(this::expect);
        enabled.forEach(Source::prepare);
        enabled.forEach(this::schedule);
    }

    /** Before what the polls use is closed. */
    void stop(@Observes ShutdownEvent event) {
        scheduler.pause();
    }

    private void expect(Source source) {
        backfill.expect(source.name());
        lag.expect(source.name());
        calls.expect(source.name());
    }

    private void schedule(Source source) {
        Log.infof("Source %s is read every %s", source.name(), source.interval());
        scheduler
                .newJob(source.name())
                .setInterval(source.interval().toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> poll(source))
                .schedule();
    }

    /** A poll that fails is a poll less; the next one finds the same things again. */
    private void poll(Source source) {
        try {
            Asking.as(source.name(), source::poll);
            lag.read(source.name());
            backfill.read(source.name());
        } catch (RuntimeException e) {
            backfill.failed(source.name());
            Log.errorf(e, "Source %s could not be read; the next poll tries again", source.name());
        }
    }
}
