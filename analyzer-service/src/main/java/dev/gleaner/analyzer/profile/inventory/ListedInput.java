package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.contracts.finding.Saving;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The input of a rule that knows more of a listed resource than the listing. */
public interface ListedInput extends RuleInput {

    /** What was known of it by the listing. */
    InventorySnapshot<?, ?> listed();

    @Override
    default String resource() {
        return listed().resource();
    }

    @Override
    default Hour hour() {
        return listed().hour();
    }

    @Override
    default String account() {
        return listed().account();
    }

    @Override
    default String region() {
        return listed().region();
    }

    @Override
    default @Nullable Map<String, String> tags() {
        return listed().tags();
    }

    @Override
    default @Nullable Long createdMillis() {
        return listed().createdMillis();
    }

    @Override
    default @Nullable String creator() {
        return listed().creator();
    }

    @Override
    default String controller() {
        return listed().controller();
    }

    @Override
    default @Nullable Long lastListed() {
        return listed().lastListed();
    }

    @Override
    default Saving.@Nullable Charge charge() {
        return listed().charge();
    }

    @Override
    default @Nullable String notApplicable(int hours) {
        return listed().notApplicable(hours);
    }
}
