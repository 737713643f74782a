package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.EvaluationBounds;
import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.NotebookSnapshot;
import dev.gleaner.analyzer.profile.inventory.NotebookSnapshot.NotebookFacts;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.instance.IdleNotebook;
import dev.gleaner.contracts.resource.ResourceKind;

/** Notebook instances of SageMaker, evaluated by who opened them and by their load. */
final class NotebookKind extends KindDefinition<NotebookFacts, HourlyCounterHistory> {

    private NotebookKind(
            Builder<NotebookFacts, HourlyCounterHistory> builder,
            KindRules<NotebookFacts, HourlyCounterHistory> rules) {
        super(builder, rules);
    }

    static KindFactory of(RuleSettings settings) {
        IdleNotebook idle = IdleNotebook.of(settings);
        Builder<NotebookFacts, HourlyCounterHistory> builder = KindDefinition.of(
                        "notebook-instances", ResourceKind.NOTEBOOK_INSTANCE, NotebookFacts.class, NotebookFacts::of)
                .awaits(RequiredSources.of(
                        Category.listingOf(ResourceKind.NOTEBOOK_INSTANCE),
                        Category.metricsOf(ResourceKind.NOTEBOOK_INSTANCE),
                        Category.TRAIL))
                .reportsRarely()
                .followsCalls()
                .keeps(() -> new HourlyCounterHistory(1), new NotebookSnapshot.Use());
        return context -> new NotebookKind(builder, builder.rulesOf(NotebookSnapshot::new, context.rules(idle)));
    }

    /**
     * An hour may close without the trail, if that stalls. Then nothing shows that nobody opened it; neither does a trail that may have
     * been created after the hour: before its first report only a call of the notebook instance shows that it was there.
     */
    @Override
    void close(InventoryProfile<NotebookFacts, HourlyCounterHistory> notebook, Hour hour, EvaluationBounds bounds) {
        if (bounds.isComplete(Category.TRAIL, hour)
                && notebook.at(hour, bounds.horizon().listings()).facts() != null) {
            NotebookSnapshot.observeTrail(
                    notebook, hour, hour.startMillis() >= bounds.horizon().changes());
        }
        super.close(notebook, hour, bounds);
    }
}
