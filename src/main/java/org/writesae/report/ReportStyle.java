package org.writesae.report;

/** The style sheet of a report: light, dark and print, readable from 360 px on; colours of Okabe and Ito. */
final class ReportStyle {

    static final String SHEET = """
            :root { color-scheme: light dark;
              --page: #ffffff; --ink: #1c1f23; --soft: #5a626b; --rule: #d9dde2; --tint: #f4f6f8; --grid: #e6e9ed;
              --atom: #00795a; --delete: #c14e00; --random: #0068a6; }
            @media (prefers-color-scheme: dark) { :root {
              --page: #14171a; --ink: #e7eaed; --soft: #a3acb5; --rule: #373d44; --tint: #1d2125; --grid: #2a2f35;
              --atom: #35c79b; --delete: #ff9a52; --random: #63b9ee; } }
            @media print { :root { color-scheme: light;
              --page: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb; --tint: #ffffff; --grid: #e4e4e4;
              --atom: #00795a; --delete: #c14e00; --random: #0068a6; } }
            * { box-sizing: border-box; }
            html { -webkit-text-size-adjust: 100%; }
            body { margin: 0 auto; max-width: 66rem; padding: 1.5rem 1rem 3rem; background: var(--page);
              color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
              sans-serif; overflow-wrap: break-word; }
            h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
            h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; padding-top: .9rem; border-top: 1px solid var(--rule); }
            h3 { font-size: 1rem; margin: 0 0 .4rem; }
            p { margin: .4rem 0 .8rem; max-width: 46rem; }
            .lead { font-size: 1.1rem; }
            .soft, figcaption, caption { color: var(--soft); font-size: .875rem; }
            .runs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
              gap: 1.5rem 2rem; margin-top: 1.5rem; }
            dl { margin: 0; font-size: .9375rem; }
            dl > div { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0 .8rem; padding: .28rem 0;
              border-bottom: 1px solid var(--grid); }
            dt { color: var(--soft); } dd { margin: 0; min-width: 0; }
            .methods dl { max-width: 52rem; }
            @media (max-width: 32rem) { dl > div { grid-template-columns: 1fr; } dt { font-size: .8125rem; } }
            .scroll { overflow-x: auto; margin: .6rem 0 1rem; }
            table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
            caption { text-align: left; padding-bottom: .4rem; }
            th, td { padding: .26rem .7rem .26rem 0; text-align: right; vertical-align: baseline; white-space: nowrap;
              border-bottom: 1px solid var(--grid); }
            th { font-weight: 600; } thead th { border-bottom: 1px solid var(--soft); vertical-align: bottom; }
            tbody th { font-weight: 400; } th:first-child { text-align: left; }
            @media (max-width: 32rem) { table { font-size: .8125rem; } th, td { padding-right: .45rem; } }
            .summary th { white-space: normal; } .summary td:nth-last-child(-n+2), .summary
              thead th:nth-last-child(-n+2) { background: var(--tint); color: var(--soft); padding-left: .45rem; }
            .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
              gap: 2rem 2.5rem; align-items: start; }
            figure { margin: 0; break-inside: avoid; } figcaption { margin-top: .5rem; }
            svg { display: block; width: 100%; height: auto; max-width: 34rem; }
            svg text { font-family: inherit; fill: var(--ink); }
            .tick { font-size: 12px; } .label { font-size: 13px; }
            .note { font-size: 12px; fill: var(--soft); } svg .note { fill: var(--soft); font-style: italic; }
            .axis { stroke: var(--soft); fill: none; } .grid { stroke: var(--grid); fill: none; }
            .diagonal { stroke: var(--soft); stroke-dasharray: 5 4; fill: none; }
            .points { fill: none; stroke-width: 4.4; stroke-linecap: round; stroke-opacity: .5; }
            .points.many { stroke-width: 2.8; stroke-opacity: .28; }
            .points.atom { stroke: var(--atom); }
            .points.delete, .median.delete { stroke: var(--delete); }
            .points.random, .median.random { stroke: var(--random); }
            .median { stroke-width: 1.6; fill: none; } .median.atom { stroke: var(--atom); }
            .area { fill-opacity: .3; stroke-width: 1.4; stroke-linejoin: round; }
            .area.atom { fill: var(--atom); stroke: var(--atom); }
            .area.delete { fill: var(--delete); stroke: var(--delete); }
            .area.random { fill: var(--random); stroke: var(--random); }
            .fill-delete { fill: var(--delete); } .fill-random { fill: var(--random); }
            .fill-atom { fill: var(--atom); } .interval { stroke: var(--ink); stroke-width: 1.4; fill: none; }
            svg .text-delete { fill: var(--delete); } svg .text-random { fill: var(--random); }
            svg .text-atom { fill: var(--atom); }
            .check { break-inside: avoid; border-bottom: 1px solid var(--grid); padding: .9rem 0 .7rem; }
            .check p { margin: .3rem 0; max-width: 52rem; } .check h3 { display: flex; flex-wrap: wrap; gap: .1rem .7rem; }
            .check ul { margin: .3rem 0 .4rem; padding: 0; list-style: none; font-size: .875rem; max-width: 58rem; }
            .check li { padding: .18rem 0 .18rem 4.2rem; text-indent: -4.2rem; overflow-wrap: anywhere; }
            .check li > span:first-child { display: inline-block; width: 4.2rem; text-indent: 0; font-weight: 600; }
            .check b { font-variant-numeric: tabular-nums; } .published { color: var(--soft); }
            .jump a { display: inline-block; margin: 0 .7rem .35rem 0; color: inherit; }
            .ok { color: var(--atom); } .note-verdict { color: var(--random); } .fail { color: var(--delete); }
            sub { font-size: .75em; line-height: 0; }
            summary { cursor: pointer; padding: .4rem 0; } footer { margin-top: 2.5rem; }
            @media print { body { font-size: 10pt; padding: 0; max-width: none; } h2 { break-after: avoid; }
              .figures { grid-template-columns: 1fr 1fr; } .scroll { overflow: visible; } .listing { display: none; } }
            """;

    private ReportStyle() {
    }
}
