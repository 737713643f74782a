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
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains, from the stores and without changing them, what is known of a resource and how its rules were evaluated. */
public record ResourceExplainer(SubjectKindRegistry kinds, AnalyzerConfig.Timing timing) {

    /** The explanation; empty when nothing is known of the resource. */
    public Optional<ResourceExplanation> explain(PartitionStores partitionStores, Arn resource) {
        WatermarkTracker watermarkTracker = new WatermarkTracker(partitionStores.progress(), timing);
        return kinds.all().stream()
                .flatMap(kind -> explain(kind, partitionStores, watermarkTracker, resource).stream())
                .reduce(ResourceExplanation::merge);
    }

    private <T extends EvaluationSubject> Optional<ResourceExplanation> explain(
            SubjectKind<T> kind, PartitionStores partitionStores, WatermarkTracker watermarkTracker, Arn resource) {
        SubjectStore<T> subjects = new SubjectStore<>(kind.mapper(), partitionStores, 1);
        return kind.key(resource)
                .flatMap(subjects::find)
                .map(subject -> explain(kind, subject, partitionStores, watermarkTracker, resource));
    }

    private <T extends EvaluationSubject> ResourceExplanation explain(
            SubjectKind<T> kind,
            T subject,
            PartitionStores partitionStores,
            WatermarkTracker watermarkTracker,
            Arn resource) {
        AccountRegion accountRegion = kind.accountRegion(subject);
        CursorRegistry.storedHours(kind.name(), partitionStores.progress(), accountRegion, subject.key())
                .ifPresent(subject.timeline()::inherit);
        EvaluationBounds bounds = watermarkTracker.bounds(accountRegion, kind.requiredSources());
        List<SourceWatermark.View> sources = watermarkTracker.watermarks().stream()
                .filter(sourceWatermark -> sourceWatermark.accountRegion().equals(bounds.accountRegion()))
                .map(SourceWatermark.View::of)
                .toList();
        Hour hour = subject.lastProvisional() != null ? subject.lastProvisional() : subject.closed();
        if (hour == null) {
            return ResourceExplanation.notEvaluated(resource.toString(), sources);
        }
        SubjectKind.View view = kind.describe(subject, hour, bounds);
        return new ResourceExplanation(
                resource.toString(),
                view.born(),
                hour.end(),
                end(subject.closed()),
                view.facts(),
                view.metrics(),
                view.busiestHours(),
                view.cpuMaxima(),
                view.gpus(),
                view.traffic().stream().filter(flow -> isOf(resource, flow)).toList(),
                view.evaluations().stream()
                        .filter(ruleEvaluation -> isOf(resource, ruleEvaluation))
                        .map(ruleEvaluation -> opinion(ruleEvaluation, partitionStores.episodes()))
                        .toList(),
                sources);
    }

    /** A bucket or VPC includes its parts; a part, such as a prefix, is shown without the rest. */
    private static boolean isOf(Arn resource, RuleEvaluation ruleEvaluation) {
        return resource.equals(resource.root())
                || ruleEvaluation.input().resource().equals(resource.toString());
    }

    private static boolean isOf(Arn resource, Flow flow) {
        return resource.equals(resource.root()) || resource.toString().equals(resource.root() + "/" + flow.part());
    }

    private static Opinion opinion(RuleEvaluation ruleEvaluation, StateStore episodes) {
        String resource = ruleEvaluation.input().resource();
        String rule = ruleEvaluation.rule().name();
        Episode episode = EpisodeStore.read(episodes, new EpisodeStore.Key(resource, rule));
        Finding finding = episode.open() != null ? episode.open() : episode.current();
        String id = finding == null ? null : finding.id();
        Verdict verdict = ruleEvaluation.verdict();
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
