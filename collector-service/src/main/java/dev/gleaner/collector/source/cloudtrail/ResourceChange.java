package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Change;
import java.util.Map;

/** What a call did to one resource, with the attributes that it set. */
record ResourceChange(Arn resource, String account, Change change, Map<String, String> attributes) {}
