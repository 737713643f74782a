package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.instance.GpuReadingRule;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Instant;

/**
 * Confirms findings about idle GPUs with each reading, of hosts whose idleness is found by hours or whose CPU and network are not known
 * yet. Once an hour is not enough before a host is stopped: a training may just have started on it.
 */
record IdleGpuConfirmer(InstanceProfile profile, EpisodeStore episodes, FindingSink findingSink) {

    /** Confirms up to the last reading, unless a GPU was used since the last evaluated hour. */
    void confirm(GpuReadingRule rule) {
        Hour evaluated = profile.timeline().evaluated().provisionalGpus();
        if (evaluated != null) {
            confirm(rule, evaluated);
        }
    }

    private FindingConfirmation confirmation(Instant through, Hour evaluated) {
        return new FindingConfirmation(
                through,
                profile.gpus().lastWork(evaluated).orElse(null),
                profile.gpus().lastProcess(evaluated).orElse(null));
    }

    private void confirm(Rule<InstanceSnapshot> rule, Hour evaluated) {
        Episode episode = episodes.get(new EpisodeStore.Key(profile.resource(), rule.name()));
        Finding finding = episode.open() != null ? episode.open() : episode.current();
        if (finding != null && finding.status() == Finding.Status.OPEN && !episode.isInDoubt()) {
            profile.gpus()
                    .idleThrough(evaluated, rule.hours())
                    .ifPresent(through -> findingSink.confirm(finding.id(), confirmation(through, evaluated)));
        }
    }
}
