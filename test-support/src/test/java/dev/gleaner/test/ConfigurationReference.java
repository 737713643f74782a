package dev.gleaner.test;

import static java.util.stream.Collectors.joining;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Tables of all configuration keys in Markdown, from the source of the {@code @ConfigMapping} interfaces. */
final class ConfigurationReference {

    private static final Map<String, String> MODULES = modules();

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("String", "text"),
            Map.entry("boolean", "boolean"),
            Map.entry("int", "integer"),
            Map.entry("short", "integer"),
            Map.entry("double", "number"),
            Map.entry("BigDecimal", "number"),
            Map.entry("Duration", "duration"),
            Map.entry("MemorySize", "size"),
            Map.entry("Path", "path"),
            Map.entry("URI", "URL"),
            Map.entry("Instant", "timestamp"),
            Map.entry("LocalTime", "time of day"),
            Map.entry("ZoneId", "time zone"),
            Map.entry("PrefixConvention", "text"),
            Map.entry("AnalyzerTopology.StoreType", "`rocksdb` or `memory`"));

    private final List<CompilationUnitTree> units;
    private final Map<String, ExpressionTree> constants = new LinkedHashMap<>();
    private final DocTrees documentation;
    private final Path root;

    private ConfigurationReference(Path root, ParsedSources sources) {
        this.root = root;
        this.units = sources.units();
        this.documentation = sources.documentation();
        units.forEach(unit -> unit.accept(new Constants(), null));
    }

    /** The sections of all modules. */
    static String of(Path root) throws IOException {
        return new ConfigurationReference(root, ParsedSources.parse(sources(root))).sections();
    }

    /** The interfaces, those that they extend, and the classes whose constants are their defaults. */
    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : MODULES.keySet()) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> file.toString().endsWith("Config.java")
                                || contains(file, "@ConfigMapping")
                                || contains(file, "static final String"))
                        .sorted()
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> modules() {
        Map<String, String> modules = new LinkedHashMap<>();
        modules.put("contracts", "");
        modules.put("service-support", "All services");
        modules.put("collector-service", "Collector");
        modules.put("analyzer-service", "Analyzer");
        modules.put("actuator-service", "Actuator");
        return modules;
    }

    private String sections() {
        StringBuilder text = new StringBuilder();
        MODULES.forEach((module, title) -> {
            Map<String, Section> sections = sections(module);
            if (!sections.isEmpty()) {
                text.append("\n## ").append(title).append('\n');
                sections.values().forEach(section -> text.append(section.text()));
            }
        });
        return text.toString();
    }

    /** By prefix; interfaces with the same one share a section. */
    private Map<String, Section> sections(String module) {
        Map<String, Section> sections = new TreeMap<>();
        Path folder = root.resolve(module).toAbsolutePath().normalize();
        List<TreePath> types = units.stream()
                .filter(unit -> Path.of(unit.getSourceFile().toUri()).startsWith(folder))
                .flatMap(ConfigurationReference::types)
                .toList();
        for (TreePath type : types) {
            prefix(type).ifPresent(prefix -> addTo(sections, prefix, type));
        }
        // Of a mapping inside another type the keys belong to the section of the longest prefix that a file of its own
        // has. Without one they are a section, as those that a rule has inside it.
        for (TreePath outer : types) {
            for (Tree member : ((ClassTree) outer.getLeaf()).getMembers()) {
                if (member instanceof ClassTree) {
                    TreePath type = new TreePath(outer, member);
                    prefix(type)
                            .ifPresent(prefix -> sectionAround(sections, prefix)
                                    .ifPresentOrElse(
                                            section -> addKeys(prefix, type, section.rows),
                                            () -> addTo(sections, prefix, type)));
                }
            }
        }
        return sections;
    }

    private static Stream<TreePath> types(CompilationUnitTree unit) {
        return unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(type -> new TreePath(new TreePath(unit), type));
    }

    private Optional<String> prefix(TreePath type) {
        return annotation(((ClassTree) type.getLeaf()).getModifiers(), "ConfigMapping", "prefix");
    }

    /** The section of a part of a service whose keys begin so. That of the service alone has no others. */
    private static Optional<Section> sectionAround(Map<String, Section> sections, String prefix) {
        return sections.values().stream()
                .filter(section -> section.prefix.contains(".") && (prefix + ".").startsWith(section.prefix + "."))
                .max(Comparator.comparing(section -> section.prefix.length()));
    }

    private void addTo(Map<String, Section> sections, String prefix, TreePath path) {
        Section section = sections.computeIfAbsent(prefix, Section::new);
        section.about.add(about(path));
        addKeys(prefix, path, section.rows);
    }

    private void addKeys(String prefix, TreePath path, Map<String, String> rows) {
        ClassTree type = (ClassTree) path.getLeaf();
        for (Tree parent : type.getImplementsClause()) {
            addKeys(prefix, interfaceNamed(path, parent.toString()), rows);
        }
        for (Tree member : type.getMembers()) {
            if (member instanceof MethodTree method && method.getBody() == null) {
                addKey(prefix + "." + kebab(method.getName().toString()), new TreePath(path, method), rows);
            }
        }
    }

    private void addKey(String name, TreePath path, Map<String, String> rows) {
        MethodTree method = (MethodTree) path.getLeaf();
        Tree type = method.getReturnType();
        String container = type instanceof ParameterizedTypeTree generic
                ? generic.getType().toString()
                : "";
        List<? extends Tree> arguments =
                type instanceof ParameterizedTypeTree generic ? generic.getTypeArguments() : List.of(type);
        Tree value = arguments.get(arguments.size() - 1);
        boolean isGroup = findNested(path, value.toString()).isPresent();
        String key = name
                + switch (container) {
                    case "Map" -> ".\"KEY\"";
                    case "List" -> isGroup ? "[N]" : "";
                    default -> "";
                };
        if (isGroup) {
            addKeys(key, interfaceNamed(path, value.toString()), rows);
        } else {
            String initial = annotation(method.getModifiers(), "WithDefault", "value")
                    .map(text -> "`" + text + "`")
                    .orElse(container.isEmpty() ? "required" : "none");
            boolean isInherited = documentation.getDocCommentTree(path) == null
                    && method.getModifiers().getAnnotations().toString().contains("@Override");
            String about = isInherited
                    ? rows.getOrDefault(key, "| | | |").replaceFirst("(?s).*\\| (.*) \\|$", "$1")
                    : about(path);
            rows.put(key, "| `" + key + "` | " + initial + " | " + type(container, value) + " | " + about + " |");
        }
    }

    private static String type(String container, Tree type) {
        if (type instanceof ParameterizedTypeTree generic) {
            return type(generic.getType().toString(), generic.getTypeArguments().get(0));
        }
        String name = Optional.ofNullable(TYPES.get(type.toString()))
                .orElseThrow(() -> new IllegalStateException("no name for " + type));
        return container.equals("Set") || container.equals("List") ? "list" : name;
    }

    /** An interface of this name inside one of those around, or in a file of its own. */
    private TreePath interfaceNamed(TreePath path, String name) {
        return findNested(path, name)
                .or(() -> units.stream()
                        .flatMap(ConfigurationReference::types)
                        .filter(type ->
                                ((ClassTree) type.getLeaf()).getSimpleName().contentEquals(name))
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("no interface " + name));
    }

    /** An interface of this name inside one of those around. */
    private static Optional<TreePath> findNested(TreePath path, String name) {
        for (TreePath outer = path; outer != null; outer = outer.getParentPath()) {
            if (outer.getLeaf() instanceof ClassTree type) {
                for (Tree member : type.getMembers()) {
                    if (member instanceof ClassTree found
                            && found.getSimpleName().contentEquals(name)) {
                        return Optional.of(new TreePath(outer, found));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> annotation(ModifiersTree modifiers, String name, String member) {
        for (AnnotationTree annotation : modifiers.getAnnotations()) {
            if (annotation.getAnnotationType().toString().equals(name)) {
                for (ExpressionTree argument : annotation.getArguments()) {
                    if (!(argument instanceof AssignmentTree assignment)) {
                        return Optional.of(constant(argument));
                    }
                    if (assignment.getVariable().toString().equals(member)) {
                        return Optional.of(constant(assignment.getExpression()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private String constant(ExpressionTree expression) {
        if (expression instanceof BinaryTree sum) {
            return constant(sum.getLeftOperand()) + constant(sum.getRightOperand());
        }
        if (expression instanceof MemberSelectTree) {
            return Optional.ofNullable(constants.get(expression.toString()))
                    .map(this::constant)
                    .orElseThrow(() -> new IllegalStateException("no constant " + expression));
        }
        return ((com.sun.source.tree.LiteralTree) expression).getValue().toString();
    }

    private String about(TreePath path) {
        DocCommentTree comment = documentation.getDocCommentTree(path);
        if (comment == null) {
            throw new IllegalStateException("no Javadoc: " + path.getLeaf());
        }
        return comment.getFullBody().stream()
                .map(ConfigurationReference::markdown)
                .collect(joining())
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private static String markdown(DocTree tree) {
        if (tree instanceof TextTree text) {
            return text.getBody();
        }
        if (tree instanceof LiteralTree literal) {
            String body = literal.getBody().getBody().strip();
            return literal.getKind() == DocTree.Kind.CODE ? "`" + body + "`" : body;
        }
        if (tree instanceof LinkTree link) {
            return "`" + kebab(link.getReference().getSignature().replaceFirst(".*#", "")) + "`";
        }
        if (tree instanceof EntityTree entity) {
            return "&" + entity.getName() + ";";
        }
        throw new IllegalStateException("cannot be shown in Markdown: " + tree);
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private final class Constants extends TreeScanner<Void, Void> {

        private String type = "";

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            String outer = type;
            type = tree.getSimpleName().toString();
            super.visitClass(tree, nothing);
            type = outer;
            return null;
        }

        @Override
        public Void visitVariable(VariableTree tree, Void nothing) {
            if (tree.getModifiers().getFlags().contains(Modifier.STATIC) && tree.getInitializer() != null) {
                constants.put(type + "." + tree.getName(), tree.getInitializer());
            }
            return super.visitVariable(tree, nothing);
        }
    }

    private static final class Section {

        private final String prefix;
        private final List<String> about = new ArrayList<>();
        private final Map<String, String> rows = new LinkedHashMap<>();

        Section(String prefix) {
            this.prefix = prefix;
        }

        String text() {
            return "\n### `" + prefix + "`\n\n" + String.join(" ", about)
                    + "\n\n| Key | Default | Type | Meaning |\n|---|---|---|---|\n"
                    + String.join("\n", rows.values()) + "\n";
        }
    }
}
