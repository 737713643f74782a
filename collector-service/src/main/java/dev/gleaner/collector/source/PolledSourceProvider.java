package dev.gleaner.collector.source;

import java.util.List;

/** Provides sources of which there is one for each of some things, such as the kinds of listed resources. */
public interface PolledSourceProvider {

    /** The same sources at each call. */
    List<PolledSource> sources();
}
