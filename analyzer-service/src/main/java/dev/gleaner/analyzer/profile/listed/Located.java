package dev.gleaner.analyzer.profile.listed;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an inventory showed of a resource. */
public interface Located {

    /** Account it belongs to. */
    String account();

    /** Region it is in. */
    String region();

    /** All of them. */
    Map<String, String> tags();

    /** When it was created, epoch milliseconds; null where that is not told. */
    default @Nullable Long created() {
        return null;
    }
}
