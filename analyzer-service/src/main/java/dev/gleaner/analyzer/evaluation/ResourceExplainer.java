package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.evaluation.ResourceExplanation.Flow;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Opinion;
import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.SubjectStore;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of a resource what is known and judged, from what is stored; it changes nothing. */
public record ResourceExplainer(SubjectKindRegistry kinds, EvaluationTiming timing) {

    /** The explanation; empty when nothing is known of the resource. */
    public Optional<ResourceExplanation> explain(PartitionStores shelves, Arn resource) {
        WatermarkTracker frontier = new WatermarkTracker(shelves.progress(), timing);
        return kinds.all().stream()
                .flatMap(kind -> explain(kind, shelves, frontier, resource).stream())
                .reduce(ResourceExplanation::merge);
    }

    private <T extends EvaluationSubject> Optional<ResourceExplanation> explain(
            SubjectKind<T> kind, PartitionStores shelves, WatermarkTracker frontier, Arn resource) {
        SubjectStore<T> subjects = new SubjectStore<>(kind.form(), shelves, 1);
        return kind.key(resource)
                .flatMap(subjects::find)
                .map(subject -> explain(kind, subject, shelves, frontier, resource));
    }

    private <T extends EvaluationSubject> ResourceExplanation explain(
            SubjectKind<T> kind, T subject, PartitionStores shelves, WatermarkTracker frontier, Arn resource) {
        EvaluationBounds bounds = frontier.bounds(kind.accountRegion(subject), kind.needs());
        List<SourceWatermark.View> sources = frontier.watermarks().stream()
                .filter(reach -> reach.accountRegion().equals(bounds.place()))
                .map(SourceWatermark.View::of)
                .toList();
        Hour hour = subject.lastProvisional() != null ? subject.lastProvisional() : subject.closed();
        if (hour == null) {
            return ResourceExplanation.notEvaluated(resource.toString(), sources);
        }
        SubjectKind.View exhibit = kind.describe(subject, hour, bounds);
        EpisodeStore episodes = new EpisodeStore(shelves.episodes(), 1);
        return new ResourceExplanation(
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
    private static boolean isOf(Arn resource, RuleEvaluation judgement) {
        return resource.equals(resource.root()) || judgement.input().resource().equals(resource.toString());
    }

    private static boolean isOf(Arn resource, Flow flow) {
        return resource.equals(resource.root()) || resource.toString().equals(resource.root() + "/" + flow.part());
    }

    private static Opinion opinion(RuleEvaluation judgement, EpisodeStore episodes) {
        String resource = judgement.input().resource();
        String rule = judgement.rule().name();
        Episode episode = episodes.get(new EpisodeStore.Key(resource, judgement.rule()));
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
