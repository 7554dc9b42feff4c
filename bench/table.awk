# A markdown table from lines "ROW COLUMN VALUE", of which there may be several for one cell:
# then it shows their median, and in brackets the quartiles.
#
#   awk -v columns="COLUMN HEADING|..." -f table.awk ROWS VALUES
#
# ROWS has lines "ROW TITLE". A row without any value is left out, one marked "ROW missing" says so.

function sort(list, n,    i, j, t) {
    for (i = 2; i <= n; i++) {
        t = list[i]
        for (j = i - 1; j > 0 && list[j] > t; j--) list[j + 1] = list[j]
        list[j + 1] = t
    }
}
function number(x) {
    x = sprintf(x + 0 < 99.95 ? "%.1f" : "%.0f", x)
    sub(/\.0$/, "", x)
    return x
}
function cell(row, column,    n, i, list) {
    n = count[row, column]
    if (!n) return "–"
    for (i = 1; i <= n; i++) list[i] = value[row, column, i]
    if (n == 1) return list[1] ~ /^[0-9.]+$/ ? number(list[1]) : list[1]
    for (i = 1; i <= n; i++) list[i] += 0
    sort(list, n)
    return (fastest ? number(list[1]) ", " : "") number(list[int((n + 1) / 2)]) " [" \
        number(list[int((n + 3) / 4)]) "–" number(list[int((3 * n + 3) / 4)]) "]"
}
function width(text) { gsub(/–/, "-", text); return length(text) } # mawk counts bytes
function left(text, n) { while (width(text) < n) text = text " "; return text }
function right(text, n) { while (width(text) < n) text = " " text; return text }
function dashes(n,    text) { while (n-- > 0) text = text "-"; return text }

FNR == NR {
    rows[++height] = $1
    title = $0
    sub(/^[^ ]+ /, "", title)
    titles[$1] = title
    next
}
$2 == "missing" { missing[$1] = 1; next }
{
    row = $1
    column = $2
    sub(/^[^ ]+ [^ ]+ /, "")
    value[row, column, ++count[row, column]] = $0
    present[row] = 1
}
END {
    n = split(columns, heading, "|")
    for (c = 1; c <= n; c++) {
        split(heading[c], part, " ")
        name[c] = part[1]
        sub(/^[^ ]+ /, "", heading[c])
        widest[c] = width(heading[c])
    }
    for (r = 1; r <= height; r++) {
        if (missing[rows[r]]) titles[rows[r]] = titles[rows[r]] ": **missing**"
        else if (!present[rows[r]]) continue
        shown[++lines] = rows[r]
        if (width(titles[rows[r]]) > first) first = width(titles[rows[r]])
        for (c = 1; c <= n; c++) {
            text[rows[r], c] = cell(rows[r], name[c])
            if (width(text[rows[r], c]) > widest[c]) widest[c] = width(text[rows[r], c])
        }
    }
    printf "| %s |", left("", first)
    for (c = 1; c <= n; c++) printf " %s |", right(heading[c], widest[c])
    printf "\n|%s|", dashes(first + 2)
    for (c = 1; c <= n; c++) printf "%s:|", dashes(widest[c] + 1)
    print ""
    for (r = 1; r <= lines; r++) {
        printf "| %s |", left(titles[shown[r]], first)
        for (c = 1; c <= n; c++) printf " %s |", right(text[shown[r], c], widest[c])
        print ""
    }
}
