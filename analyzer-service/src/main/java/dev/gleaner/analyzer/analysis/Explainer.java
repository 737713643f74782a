package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.analysis.Explanation.Flow;
import dev.gleaner.analyzer.analysis.Explanation.Opinion;
import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Profiles;
import dev.gleaner.analyzer.profile.Subject;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of a resource what is known and judged, from what is stored; it changes nothing. */
public record Explainer(Kinds kinds, Timing timing) {

    /** The explanation; empty when nothing is known of the resource. */
    public Optional<Explanation> explain(Shelves shelves, Arn resource) {
        Frontier frontier = new Frontier(shelves.progress(), timing);
        return kinds.all().stream()
                .flatMap(kind -> explain(kind, shelves, frontier, resource).stream())
                .reduce(Explanation::and);
    }

    private <T extends Subject> Optional<Explanation> explain(
            Kind<T> kind, Shelves shelves, Frontier frontier, Arn resource) {
        Profiles<T> subjects = new Profiles<>(kind.form(), shelves, 1);
        return kind.key(resource)
                .flatMap(subjects::find)
                .map(subject -> explain(kind, subject, shelves, frontier, resource));
    }

    private <T extends Subject> Explanation explain(
            Kind<T> kind, T subject, Shelves shelves, Frontier frontier, Arn resource) {
        Bounds bounds = frontier.bounds(kind.place(subject), kind.needs());
        List<SourceReach> sources = frontier.reaches().stream()
                .filter(reach -> reach.place().equals(bounds.place()))
                .map(SourceReach::of)
                .toList();
        Hour hour = subject.glimpsed() != null ? subject.glimpsed() : subject.closed();
        if (hour == null) {
            return Explanation.ofNothing(resource.toString(), sources);
        }
        Exhibit exhibit = kind.show(subject, hour, bounds);
        EpisodeShelf episodes = new EpisodeShelf(shelves.episodes(), 1);
        return new Explanation(
                resource.toString(),
                exhibit.born(),
                hour.end(),
                end(subject.closed()),
                exhibit.facts(),
                exhibit.metrics(),
                exhibit.gpus(),
                exhibit.traffic().stream().filter(flow -> isOf(resource, flow)).toList(),
                exhibit.judgements().stream()
                        .filter(judgement -> isOf(resource, judgement))
                        .map(judgement -> opinion(judgement, episodes))
                        .toList(),
                sources);
    }

    /** Of what is below a resource everything is shown; of what is above it nothing. */
    private static boolean isOf(Arn resource, Judgement judgement) {
        return resource.equals(resource.root()) || judgement.seen().resource().equals(resource.toString());
    }

    private static boolean isOf(Arn resource, Flow flow) {
        return resource.equals(resource.root()) || resource.toString().equals(resource.root() + "/" + flow.part());
    }

    private static Opinion opinion(Judgement judgement, EpisodeShelf episodes) {
        String resource = judgement.seen().resource();
        String rule = judgement.rule().name();
        Episode episode = episodes.get(new Question(resource, judgement.rule()));
        Finding finding = episode.open() != null ? episode.open() : episode.current();
        String id = finding == null ? null : finding.id();
        Verdict verdict = judgement.verdict();
        if (verdict instanceof Verdict.Found found) {
            return new Opinion(resource, rule, "found", null, List.of(), found.evidence(), found.remedies(), id);
        }
        if (verdict instanceof Verdict.Insufficient insufficient) {
            List<String> missing = insufficient.missing();
            return new Opinion(resource, rule, "insufficient", null, missing, List.of(), List.of(), id);
        }
        String because = ((Verdict.Nothing) verdict).because();
        return new Opinion(resource, rule, "nothing", because, List.of(), List.of(), List.of(), id);
    }

    private static @Nullable Instant end(@Nullable Hour hour) {
        return hour == null ? null : hour.end();
    }
}
