package dev.gleaner.collector.source;

import dev.gleaner.collector.aws.CallCostMeter;
import dev.gleaner.collector.aws.SourceContext;
import dev.gleaner.collector.progress.BackfillTracker;
import dev.gleaner.collector.progress.SourceLagTracker;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.stream.Stream;

/** Polls every enabled source at its interval. */
@ApplicationScoped
class SourceScheduler {

    private final Scheduler scheduler;
    private final List<PolledSource> sources;
    private final BackfillTracker backfill;
    private final SourceLagTracker lag;
    private final CallCostMeter calls;

    SourceScheduler(
            Scheduler scheduler,
            @All List<PolledSource> sources,
            @All List<PolledSourceProvider> providers,
            BackfillTracker backfill,
            SourceLagTracker lag,
            CallCostMeter calls) {
        this.scheduler = scheduler;
        this.sources = Stream.concat(
                        sources.stream(), providers.stream().flatMap(provider -> provider.sources().stream()))
                .toList();
        this.backfill = backfill;
        this.lag = lag;
        this.calls = calls;
    }

    void start(@Observes StartupEvent event) {
        List<PolledSource> enabled =
                sources.stream().filter(PolledSource::enabled).toList();
        enabled.forEach(this::register);
        enabled.forEach(PolledSource::prepare);
        enabled.forEach(this::schedule);
    }

    /** Stops polling before the beans that polls use are closed. */
    void stop(@Observes ShutdownEvent event) {
        scheduler.pause();
    }

    private void register(PolledSource source) {
        backfill.register(source.name());
        lag.register(source.name());
        calls.registerSource(source.name());
    }

    private void schedule(PolledSource source) {
        Log.infof("Source %s is read every %s", source.name(), source.interval());
        scheduler
                .newJob(source.name())
                .setInterval(source.interval().toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> poll(source))
                .schedule();
    }

    /** The next poll after a failed one finds the same data. */
    private void poll(PolledSource source) {
        try {
            SourceContext.runAs(source.name(), source::poll);
            lag.markRead(source.name());
            backfill.markRead(source.name());
        } catch (RuntimeException e) {
            backfill.recordFailure(source.name());
            Log.errorf(e, "Source %s could not be read; the next poll tries again", source.name());
        }
    }
}
