package dev.gleaner.analyzer.profile.listed;

import java.util.Map;

/** What an inventory showed of a resource. */
public interface Located {

    /** Account it belongs to. */
    String account();

    /** Region it is in. */
    String region();

    /** All of them. */
    Map<String, String> tags();
}
