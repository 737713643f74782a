package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.InstanceProfile;
import dev.gleaner.analyzer.profile.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Instant;
import java.util.List;

/**
 * Says, reading by reading, that findings about idle cards still hold. An hour is too long to wait for before a host is
 * stopped on which somebody may just have started to train.
 */
record IdleGpuConfirmer(
        InstanceProfile profile, List<Rule<InstanceSnapshot>> rules, EpisodeStore episodes, FindingSink telling) {

    /** Confirms up to the last reading, unless a card did anything since the last judged hour. */
    void confirm() {
        Hour judged = profile.lastProvisionalGpus();
        if (judged != null) {
            rules.stream().filter(Rule::holdsWhileGpusIdle).forEach(rule -> confirm(rule, judged));
        }
    }

    private FindingConfirmation confirmation(Instant through, Hour judged) {
        return new FindingConfirmation(
                through,
                profile.lastWork(judged).orElse(null),
                profile.lastProcess(judged).orElse(null));
    }

    private void confirm(Rule<InstanceSnapshot> rule, Hour judged) {
        Episode episode = episodes.get(new EpisodeStore.Key(profile.resource(), rule));
        Finding finding = episode.open() != null ? episode.open() : episode.current();
        if (finding != null && finding.status() == Finding.Status.OPEN && !episode.isInDoubt()) {
            profile.gpusIdleThrough(judged, rule.hours())
                    .ifPresent(through -> telling.confirm(finding.id(), confirmation(through, judged)));
        }
    }
}
