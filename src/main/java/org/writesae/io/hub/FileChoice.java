package org.writesae.io.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

import org.writesae.io.InputException;

/**
 * Which files of a repository are wanted. Patterns are those of huggingface_hub: {@code *} stands for anything, also over
 * several folders, {@code ?} for one character, {@code [ab]} for one of these, and a folder with its {@code /} for all in it.
 */
public final class FileChoice {
    private static final List<Pattern> READ = patterns(List.of("*.json", "*.safetensors", "*.pt", "*.txt", "tokenizer.model",
            "*/tokenizer.model", "README.md", "LICENSE*"));
    private static final String TORCH = "pytorch_model.bin";
    private static final String OFFICIAL = ".pth";

    private final List<String> include;
    private final List<Pattern> exclude;

    /** @param include none means what the readers here read */
    public FileChoice(List<String> include, List<String> exclude) {
        this.include = List.copyOf(include);
        this.exclude = patterns(exclude);
    }

    /**
     * A choice.
     *
     * @param left the others
     */
    public record Chosen(List<HubFile> files, List<HubFile> left) {
        /** Bytes of the chosen files. */
        public long size() {
            return files.stream().mapToLong(HubFile::size).sum();
        }
    }

    /** @throws InputException if nothing is left, or a pattern to include fits no file: it may be misspelt */
    public Chosen of(HubRepository repository) {
        List<HubFile> all = repository.files().stream().filter(file -> !file.path().equals(FetchRecord.NAME)).toList();
        if (all.isEmpty()) {
            throw new InputException(repository.name() + ": has no files in revision " + repository.revision());
        }
        for (String pattern : include) {
            Pattern glob = pattern(pattern);
            if (all.stream().noneMatch(file -> glob.matcher(file.path()).matches())) {
                throw new InputException("--include " + pattern + ": fits none of the " + all.size() + " files of " + repository.name());
            }
        }
        Predicate<HubFile> wanted = include.isEmpty() ? readHere(all) : fits(patterns(include));
        Map<Boolean, List<HubFile>> parts = all.stream().collect(Collectors.partitioningBy(wanted.and(fits(exclude).negate())));
        if (parts.get(true).isEmpty()) {
            throw new InputException(repository.name() + ": none of its " + all.size() + " files is wanted; --include chooses others");
        }
        return new Chosen(parts.get(true), parts.get(false));
    }

    /** A torch file of a model is read where its folder has no safetensors, and an official RWKV-7 file where it is the only one. */
    private static Predicate<HubFile> readHere(List<HubFile> all) {
        Map<String, List<String>> names = all.stream().collect(Collectors.groupingBy(file -> folder(file.path()),
                Collectors.mapping(HubFile::path, Collectors.toList())));
        return fits(READ).or(file -> {
            List<String> beside = names.get(folder(file.path()));
            boolean torch = file.path().endsWith("/" + TORCH) || file.path().equals(TORCH);
            boolean official = file.path().endsWith(OFFICIAL) && beside.stream().filter(name -> name.endsWith(OFFICIAL)).count() == 1;
            return (torch || official) && beside.stream().noneMatch(name -> name.endsWith(".safetensors"));
        });
    }

    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static Predicate<HubFile> fits(List<Pattern> patterns) {
        return file -> patterns.stream().anyMatch(pattern -> pattern.matcher(file.path()).matches());
    }

    private static List<Pattern> patterns(List<String> globs) {
        return globs.stream().map(FileChoice::pattern).toList();
    }

    private static Pattern pattern(String glob) {
        List<String> parts = new ArrayList<>();
        String text = glob.endsWith("/") ? glob + "*" : glob;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            int end = letter == '[' ? text.indexOf(']', at + 2) : -1;
            if (end > 0) {
                String set = text.substring(at + 1, end).replace("\\", "\\\\").replace("[", "\\[").replace("&", "\\&").replace("^", "\\^");
                parts.add("[" + (set.startsWith("!") ? "^" + set.substring(1) : set) + "]");
                at = end;
            } else {
                parts.add(letter == '*' ? ".*" : letter == '?' ? "." : Pattern.quote(String.valueOf(letter)));
            }
        }
        try {
            return Pattern.compile(String.join("", parts), Pattern.DOTALL);
        } catch (PatternSyntaxException malformed) {
            throw new InputException("the pattern " + glob + ": not understood: " + malformed.getDescription(), malformed);
        }
    }
}
